// Role: secrets in memory. The same suite runs on it and on the real stores (tests/contract). Operations to fail or to
// hold: "read", "write", "remove".
#pragma once

#include "core/ports/secret_store.h"
#include "tests/support/fake_answers.h"

#include <map>

namespace testsupport {

class FakeSecretStore final : public glovebox::ports::SecretStore, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    std::map<std::string, std::string> secrets; // by name
    bool garbles = false;                       // what is written is kept as something else

    glovebox::Call read(const std::string &name, glovebox::Callback<glovebox::SecretString> done) override
    {
        note("read " + name);
        using Answer = glovebox::Result<glovebox::SecretString>;
        return answer<glovebox::SecretString>("read", std::move(done), [this, name]() -> Answer {
            if (const auto known = glovebox::ports::checkSecretName(name); !known)
                return tl::unexpected(known.error());
            const auto found = secrets.find(name);
            if (found == secrets.end())
                return glovebox::fail(glovebox::ErrorCode::NotFound, "no such secret");
            return glovebox::SecretString(found->second);
        });
    }

    glovebox::Call write(const std::string &name, const glovebox::SecretString &value,
                         glovebox::Callback<> done) override
    {
        note("write " + name);
        return answer<void>("write", std::move(done), [this, name, value]() -> glovebox::Result<> {
            GB_CHECK(glovebox::ports::checkSecretName(name));
            GB_CHECK(glovebox::ports::checkSecretValue(value));
            secrets[name] = garbles ? "something else" : value.reveal();
            return {};
        });
    }

    glovebox::Call remove(const std::string &name, glovebox::Callback<> done) override
    {
        note("remove " + name);
        return answer<void>("remove", std::move(done), [this, name]() -> glovebox::Result<> {
            GB_CHECK(glovebox::ports::checkSecretName(name));
            secrets.erase(name);
            return {};
        });
    }
};

} // namespace testsupport
