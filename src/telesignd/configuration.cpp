#include "telesignd/configuration.h"

#include "gateway/telesign/phone_id.h"
#include "gateway/telesign/verify.h"
#include "support/log.h"

#include <fmt/format.h>

namespace telesignd {

using support::log;
using support::severity;

bool live_configuration::load() {
    auto settings = config::load_settings(m_path);
    if (!settings) {
        for (const std::string& each : settings.error())
            log(severity::error, "{}", each);
        return false;
    }
    auto phones = directory::load_phone_book(*settings);
    if (!phones) {
        log(severity::error, "{}", phones.error());
        return false;
    }
    for (const std::string& each : phones->warnings)
        log(severity::warning, "{}", each);
    if (phones->warning_count > phones->warnings.size())
        log(severity::warning, "{}: {} more entries are bad", settings->phones_file,
            phones->warning_count - phones->warnings.size());

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
    fresh->lookup = gateway::telesign::make_phone_lookup(api, fresh->settings.phoneid.style);
    const std::string news = fmt::format("{} loaded, {} phones from {}", m_path, fresh->phones->size(),
                                         fresh->settings.phones_file);
    {
        const std::lock_guard lock{m_mutex};
        m_current = std::move(fresh);
    }
    support::write_log(severity::notice, news); // only now: whoever reads it may rely on it
    return true;
}

std::shared_ptr<configuration> live_configuration::current() const {
    const std::lock_guard lock{m_mutex};
    return m_current;
}

} // namespace telesignd
