// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/configuration.h"

#include "gateway/telesign/phone_id.h"
#include "gateway/telesign/verify.h"
#include "support/log.h"
#include "telesignd/login_places.h"
#include "telesignd/user_database.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

namespace telesignd {

using support::log;
using support::severity;

namespace {

/// What a login that asks the provider takes at most: its socket, a connection, and what libcurl and the resolver need for
/// a new one (a pair of sockets each, and files or sockets for two of the services of nsswitch.conf(5)); and a connection
/// that has not asked yet, of which there may be as many.
constexpr rlim_t descriptors_a_login = 11;
// The log, the state, callbacks, kept connections and some to spare; commands; lookups in the user database.
constexpr rlim_t own_descriptors = 128 + login_places::max_commands + 2 * user_database::max_lookups;

/// A host that is out of descriptors can ask nobody, which must not be mistaken for an outage: so that logins cannot use
/// them up.
std::optional<std::string> refuse_max_logins(unsigned max_logins, const std::string& path) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    const rlim_t wanted = own_descriptors + max_logins * descriptors_a_login;
    if (wanted <= limit.rlim_cur)
        return std::nullopt;
    const rlim_t carried =
        limit.rlim_cur > own_descriptors ? (limit.rlim_cur - own_descriptors) / descriptors_a_login : 0;
    return fmt::format("{}: [daemon] max_logins: {} logins need {} descriptors, and telesignd may have {}: "
                       "set max_logins to "
                       "{} or less, or raise LimitNOFILE= of telesignd.service (or `ulimit -n`)",
                       path, max_logins, wanted, limit.rlim_cur, carried);
}

load_result refuse(config::errors problems) {
    for (const std::string& each : problems)
        log(severity::error, "{}", each);
    return {false, {}, std::move(problems)};
}

std::unique_ptr<gateway::phone_lookup> make_lookup(const config::settings& settings,
                                                   std::shared_ptr<gateway::telesign::api> api) {
    using namespace gateway::telesign;
    const config::phoneid_style style = settings.phoneid.style;
    auto intelligence = style == config::phoneid_style::legacy
                            ? nullptr
                            : std::make_shared<gateway::telesign::api>(
                                  intelligence_access(settings.telesign, settings.intelligence));
    return make_phone_lookup(std::move(api), std::move(intelligence), style);
}

} // namespace

load_result live_configuration::load() {
    auto settings = config::load_settings(m_path);
    if (!settings)
        return refuse(std::move(settings).error());
    if (auto problem = refuse_max_logins(settings->daemon.max_logins, m_path))
        return refuse({*std::move(problem)});
    auto phones = directory::load_phone_book(*settings);
    if (!phones)
        return refuse({std::move(phones).error()});
    if (phones->warning_count > phones->warnings.size())
        phones->warnings.push_back(fmt::format("{}: {} more entries are invalid", settings->phones_file,
                                               phones->warning_count - phones->warnings.size()));
    for (const std::string& each : phones->warnings)
        log(severity::warning, "{}", each);
    for (const std::string& each : phones->notes)
        log(severity::notice, "{}", each);

    auto fresh = std::make_shared<configuration>();
    fresh->settings = std::move(*settings);
    fresh->phones = std::move(phones->book);
    if (fresh->settings.policy.outage == config::outage_policy::skip)
        log(severity::warning,
            "{}: [policy] outage = skip lets every service in without a code while TeleSign is down: name "
            "the services that "
            "need it, as [service sudo] outage = skip",
            m_path);
    const auto api = std::make_shared<gateway::telesign::api>(fresh->settings.telesign);
    fresh->gateway = gateway::telesign::make_verifier(api);
    fresh->lookup = make_lookup(fresh->settings, api);
    const auto count = fresh->phones->size();
    std::string news = fmt::format("{} loaded, {} phone{} from {}", m_path, count, count == 1 ? "" : "s",
                                   fresh->settings.phones_file);
    {
        const std::lock_guard lock{m_mutex};
        m_current = std::move(fresh);
    }
    support::write_log(severity::notice, news); // only now: whoever reads it may rely on it
    return {true, std::move(news), std::move(phones->warnings), std::move(phones->notes)};
}

std::shared_ptr<configuration> live_configuration::current() const {
    const std::lock_guard lock{m_mutex};
    return m_current;
}

} // namespace telesignd
