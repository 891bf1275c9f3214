// Role: the gate's secrets in memory. The same suite runs on it and on the real vault (tests/contract). Operations to
// fail or to hold: "open", "keep".
#pragma once

#include "core/ports/secret_vault.h"
#include "tests/support/fake_answers.h"

namespace testsupport {

class FakeSecretVault final : public glovebox::ports::SecretVault, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    glovebox::ports::KeptSecrets kept; // as of the last keep()

    glovebox::Call open(glovebox::Callback<glovebox::ports::KeptSecrets> done) override
    {
        note("open");
        return answer<glovebox::ports::KeptSecrets>("open", std::move(done),
                                                    [this]() -> glovebox::Result<glovebox::ports::KeptSecrets> {
                                                        m_place = "the keyring";
                                                        return kept;
                                                    });
    }
    glovebox::Call keep(glovebox::ports::KeptSecrets all, glovebox::Callback<> done) override
    {
        note("keep");
        return answer<void>("keep", std::move(done), [this, all = std::move(all)]() -> glovebox::Result<> {
            m_place = "the keyring";
            kept = all;
            return {};
        });
    }
    std::string place() const override { return m_place; }

private:
    std::string m_place;
};

} // namespace testsupport
