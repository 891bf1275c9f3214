// Role: the set-up's keys: read as everywhere else, and tried against the control plane. Thread: GUI, which has an
// event loop; nothing waits.
#pragma once

#include "app/bridge/setup_desk.h"
#include "core/system/real_clock.h"

#include <QObject>

namespace glovebox::compose {

class KeyTrialDesk final : public bridge::KeyTrialDesk {
public:
    /// Of environments that name none.
    explicit KeyTrialDesk(std::string baseUrl) : m_baseUrl(std::move(baseUrl)) {}

    Result<SecretString> pasted(std::string text) override;
    Result<SecretString> inFile(const std::string &path) override;
    Call tryKey(bridge::KeyQuestion question, Callback<bridge::KeyReport> done) override;

private:
    std::string m_baseUrl;
    system::RealClock m_clock;
    QObject m_scope; // declared last, gone first: ends what is under way
};

/// The sample's: what has a key's shape is one, unless it ends with "-revoked"; nobody is asked.
class SampleKeyDesk final : public bridge::KeyTrialDesk {
public:
    Result<SecretString> pasted(std::string text) override;
    Result<SecretString> inFile(const std::string &path) override;
    Call tryKey(bridge::KeyQuestion question, Callback<bridge::KeyReport> done) override;

private:
    system::RealClock m_clock;
};

} // namespace glovebox::compose
