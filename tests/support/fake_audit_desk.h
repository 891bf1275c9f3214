// Role: an audit desk that writes down what it is asked and answers when a test says so. Thread: the test's.
#pragma once

#include "app/bridge/audit_desk.h"

#include <utility>

namespace glovebox::testing {

/// As long as a real one.
inline std::string sampleAuditHead(int entries)
{
    return std::to_string(entries) + ":sha256:" + std::string(64, 'c');
}

class AskedDesk final : public bridge::AuditDesk {
public:
    Call exportTo(const Export &wanted, Callback<std::uint64_t> done) override
    {
        asked = wanted;
        answer = std::move(done);
        letGo = false;
        return Call([this] { letGo = true; });
    }
    Call verify(Callback<Verdict> done) override
    {
        answerVerdict = std::move(done);
        return Call([this] { answerVerdict = nullptr; });
    }
    /// False: nobody waits for it.
    bool found(Result<Verdict> verdict)
    {
        if (!answerVerdict)
            return false;
        std::exchange(answerVerdict, nullptr)(std::move(verdict));
        return true;
    }

    Export asked;
    Callback<std::uint64_t> answer;
    Callback<Verdict> answerVerdict;
    bool letGo = false;
};

} // namespace glovebox::testing
