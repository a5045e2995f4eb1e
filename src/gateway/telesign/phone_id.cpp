// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/phone_id.h"

#include "gateway/telesign/addons.h"
#include "gateway/telesign/document.h"
#include "gateway/telesign/facts.h"
#include "gateway/telesign/phone_id_calls.h"
#include "gateway/telesign/report.h"
#include "gateway/telesign/verdict.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::telesign {

namespace {

bool is_phone_number(std::string_view text) {
    return !text.empty() && text.size() <= 15 && // E.164
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_legacy(lookup kind) {
    return !is_addon(kind) || kind == lookup::contact;
}

class phone_id final : public phone_lookup {
public:
    phone_id(std::shared_ptr<api> phone_id_api, std::shared_ptr<api> intelligence, phoneid_style style)
        : m_api{std::move(phone_id_api)}, m_intelligence{std::move(intelligence)}, m_style{style} {}

    lookup_result look_up(const lookup_request& request, const std::stop_token& stop) override {
        lookup_result result;
        result.answered = true; // until TeleSign leaves a request without an answer
        if (!is_phone_number(request.phone_number)) {
            result.detail = "not looked up: the phone number is not 1 to 15 digits";
        } else if (request.wanted.empty()) {
            result.detail = "not looked up: no lookup is requested";
        } else if (m_style == phoneid_style::legacy &&
                   !std::all_of(request.wanted.begin(), request.wanted.end(), is_legacy)) {
            result.detail = "not looked up: phoneid = legacy does not have this add-on";
        } else {
            result.complete = true; // until a reply is none
            for (const lookup_call& each : plan_lookups(request, m_style))
                if (!ask(each, stop, result))
                    break;
        }
        return result;
    }

    [[nodiscard]] unsigned requests_for(const lookup_set& wanted) const override {
        lookup_request request;
        request.wanted = wanted;
        return static_cast<unsigned>(plan_lookups(request, m_style).size());
    }

private:
    /// Adds to `result` what one request answers. Returns false if the next ones would fail, too.
    bool ask(const lookup_call& planned, const std::stop_token& stop, lookup_result& result) {
        api& used = planned.is_intelligence ? *m_intelligence : *m_api;
        const exchange_result last = used.exchange(planned.call, stop);
        const bool was_made = last.got || last.got.error().left_this_host();
        result.requests += was_made ? 1 : 0;
        result.billed += last.got ? last.got->status == 200 : was_made;
        // Codes come from another host than Intelligence: when that is gone, it is not the outage that they would meet.
        result.answered = planned.is_intelligence || last.was_answered();
        result.detail += result.detail.empty() ? "" : "; ";
        if (!last.got) {
            result.detail += last.got.error().text + last.note;
            result.complete = false;
            return false;
        }
        const lookup_verdict verdict = judge_lookup(last.got->status, last.reply);
        result.detail += verdict.detail + last.note;
        result.complete = result.complete && verdict.is_answer;
        result.blocked = result.blocked || verdict.is_blocked;
        if (!last.reply.reference_id.empty())
            result.reference_id = last.reply.reference_id;
        if (last.got->status == 200 && last.reply.fault.empty())
            learn(planned, last, result);
        if (verdict.nothing_known)
            for (const lookup each : planned.answers)
                result.unknown[each] = verdict.detail;
        return verdict.is_answer || verdict.nothing_known;
    }

    static void learn(const lookup_call& planned, const exchange_result& last, lookup_result& result) {
        const phone_facts& facts = last.reply.facts;
        add_facts(result.facts, facts);
        const document read = read_document(last.got->body.view(), last.got->content_type);
        add_report(result.report, read.value);
        if (planned.call.method != http::method::post || planned.is_intelligence)
            return; // no add-ons
        for (const lookup each : planned.answers) {
            const bool is_known = each == lookup::porting_history && facts.ported_lately == false;
            auto gap = is_addon(each) && !is_known ? find_gap(read.value, each) : std::nullopt;
            if (!gap)
                continue;
            result.may_change = result.may_change || gap->may_change;
            result.unknown[each] = std::move(gap->reason);
        }
    }

    std::shared_ptr<api> m_api;
    std::shared_ptr<api> m_intelligence; ///< null for `legacy`
    const phoneid_style m_style;
};

} // namespace

std::unique_ptr<phone_lookup> make_phone_lookup(std::shared_ptr<api> phone_id_api,
                                                std::shared_ptr<api> intelligence, phoneid_style style) {
    return std::make_unique<phone_id>(std::move(phone_id_api), std::move(intelligence), style);
}

} // namespace gateway::telesign
