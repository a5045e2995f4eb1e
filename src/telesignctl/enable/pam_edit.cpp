// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/pam_edit.h"

#include "support/text.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/pam/stack_analysis.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using lines = std::vector<std::string>;

/// The lines of a text, each with its line end if it has one.
lines split(std::string_view text) {
    lines result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        result.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return result;
}

bool begins(const std::string& text) {
    return text.starts_with(block_begin);
}

bool ends(const std::string& text) {
    return text.starts_with(block_end);
}

/// After a key, PAM has no first factor: pam_permit lets in users that policy asks for no code, and none that our module
/// refuses gets there.
lines code_lines(factor first_factor) {
    if (first_factor == factor::key)
        return {"auth       requisite    pam_telesign.so\n", "auth       sufficient   pam_permit.so\n"};
    return {"auth       required     pam_telesign.so\n"};
}

std::string block_of(const std::string& service, factor first_factor) {
    std::string block = block_title(service, first_factor) + '\n';
    for (const std::string& each : code_lines(first_factor))
        block += each;
    return block.append(block_end).append("\n");
}

/// `text` with the block after its line `after` (0: above all).
std::string insert_block(const lines& text, unsigned after, std::string block) {
    std::string result;
    for (unsigned at = 0; at < after; ++at)
        result += text[at];
    if (after > 0 &&
        !text[after - 1].ends_with('\n')) { // the file's last line: its missing line end stays missing
        block.insert(block.begin(), '\n');
        block.pop_back();
    }
    result += block;
    for (std::size_t at = after; at < text.size(); ++at)
        result += text[at];
    return result;
}

/// After which lines of the file to try, the best place first.
std::vector<unsigned> candidate_lines(const pam::stack& stack, factor first_factor) {
    std::vector<unsigned> result;
    const auto& all = stack.entries;
    const auto first = std::find_if(all.begin(), all.end(), pam::is_first_factor);
    if (first_factor == factor::key) {
        const auto above = first == all.end() ? all.begin() : first;
        result.push_back(above == all.end() ? 0 : above->own_first - 1);
        return result;
    }
    const auto last = std::find_if(all.rbegin(), all.rend(), pam::is_first_factor);
    for (auto at = last.base(); last != all.rend() && at <= all.end(); ++at)
        if (const unsigned line = (at - 1)->own_last; result.empty() || result.back() != line)
            result.push_back(line);
    return result;
}

/// Whether a jump of this module ends behind the line `after` of the service's own file, or behind the stack's end.
bool jumps_beyond(const pam::stack& stack, std::size_t from, unsigned after) {
    const auto& all = stack.entries;
    const int depth = all[from].depth;
    int left = *std::max_element(all[from].actions.begin(), all[from].actions.end());
    if (all[from].substack || left <= 0 || depth > 0) // no jump leaves a substack
        return false;
    std::size_t to = from + 1;
    for (; left > 0 && to < all.size(); --left)
        for (++to; to < all.size() && all[to].depth > depth; ++to) { // a substack counts as one
        }
    return left > 0 || all[to - 1].own_last > after;
}

/// What jumps over the lines that would follow the line `after`: with them there, it would end somewhere else. Empty:
/// nothing does.
std::string jump_over(const pam::stack& stack, unsigned after) {
    for (std::size_t at = 0; at < stack.entries.size() && stack.entries[at].own_last <= after; ++at)
        if (const pam::entry& each = stack.entries[at]; jumps_beyond(stack, at, after))
            return fmt::format(
                "{} line {} (`{}`) jumps over it: write `requisite`, or end the jump before it", each.file,
                each.text.first, each.text.control);
    return {};
}

} // namespace

std::string reject_reason(const pam::stack& stack, factor first_factor) {
    const pam::stack_analysis found = pam::analyze(stack);
    if (!found.is_known)
        return "the stack has too many paths to be checked: simplify it";
    for (const pam::bypass& each : found.bypasses)
        if (pam::kind_of(stack, found, each) == pam::bypass_kind::fault)
            return pam::describe(stack, each, found) + ": change its control word to `requisite`";
    if (!found.code_asked)
        return "no login reaches it";
    if (!found.accepted_refusals.empty())
        return "a later line lets users in although the code was refused";
    if (found.asked_before_first_factor && first_factor == factor::password)
        return "a wrong password would make the phone ring: change `required` in the first factor's line to "
               "`requisite`, `substack` to `include`, and let no jump pass over that line";
    if (first_factor == factor::password && (found.code_alone_lets_in || found.exempt_needs_no_password))
        return "a wrong password would not be refused";
    if (!found.lets_in || found.exempt_denied)
        return "nobody could log in any more";
    return {};
}

std::string block_title(const std::string& service, factor first_factor) {
    return fmt::format("{} {}{}", block_begin, argument_of(service),
                       first_factor == factor::key ? " --key" : "");
}

std::optional<std::string> find_block(std::string_view text) {
    for (const std::string& each : split(text))
        if (begins(each))
            return std::string{support::trim(each)};
    return std::nullopt;
}

tl::expected<std::string, std::string> add_block(const std::string& service, factor first_factor,
                                                 const pam::file_reader& read) {
    const pam::stack now = pam::load_auth(service, read);
    if (!now.problems.empty())
        return tl::unexpected{now.problems.front() + ": correct it first"};
    if (const auto ours = std::find_if(now.entries.begin(), now.entries.end(), pam::is_ours);
        ours != now.entries.end())
        return tl::unexpected{fmt::format("{}: line {}: already names pam_telesign.so: {}", ours->file,
                                          ours->text.first,
                                          ours->file == common_auth && service != common_auth
                                              ? "every service that includes it asks for a code"
                                              : "remove that line first, or leave it as it is")};
    const std::string text = read(service);
    std::string reasons;
    for (const unsigned after : candidate_lines(now, first_factor)) {
        std::string changed = insert_block(split(text), after, block_of(service, first_factor));
        std::string fault = jump_over(now, after);
        if (fault.empty())
            fault = reject_reason(
                pam::load_auth(
                    service, [&](const std::string& name) { return name == service ? changed : read(name); }),
                first_factor);
        if (fault.empty())
            return changed;
        reasons += fmt::format("{}below line {}: {}", reasons.empty() ? "" : "; ", after, fault);
    }
    if (reasons.empty())
        reasons = "no line asks for a password before the code";
    return tl::unexpected{fmt::format("{}: no place for the code: {}", service, reasons)};
}

tl::expected<std::string, std::string> remove_block(std::string_view text) {
    std::string result;
    bool inside = false;
    for (const std::string& each : split(text)) {
        if (begins(each) == inside && (begins(each) || ends(each)))
            return tl::unexpected{fmt::format("`{}` and `{}` do not come in pairs: remove our lines by hand",
                                              block_begin, block_end)};
        if (begins(each)) {
            inside = true;
        } else if (ends(each)) {
            inside = false;
            if (!each.ends_with('\n') && result.ends_with('\n')) // as insert_block() left it
                result.pop_back();
        } else if (const bool is_ours =
                       each.starts_with("auth ") && (each.find("pam_telesign.so") != each.npos ||
                                                     each.find(" pam_permit.so") != each.npos ||
                                                     each.find("pam_succeed_if.so quiet user") != each.npos);
                   !inside || !is_ours) {
            result += each;
        }
    }
    if (inside)
        return tl::unexpected{fmt::format("`{}` is missing: remove our lines by hand", block_end)};
    return result;
}

} // namespace telesignctl
