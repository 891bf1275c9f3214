// Role: a client against a server that misbehaves, with time in the test's hand: what the tests of the client and of
// the event stream share.
#pragma once

#include "core/base/limits.h"
#include "core/controlplane/environment_clients.h"
#include "core/controlplane/managed_agents_client.h"
#include "tests/support/manual_clock.h"
#include "tests/support/misbehaving_server.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>
#include <QTimer>

#include <memory>
#include <optional>

namespace testsupport {

inline const char *kKey = "sk-ant-oat01-environment-key";
inline const char *kToken = "sk-ant-req-sessions-token";
inline const char *kOperatorKey = "sk-ant-api03-operator-key";

inline QByteArray fixture(const char *name)
{
    QFile file(qEnvironmentVariable("FIXTURES") + QLatin1Char('/') + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

struct ClientFixture {
    ClientFixture()
    {
        clock.setRandom(0);
        client = connectTo(server.url().toStdString());
    }

    /// All of an environment's clients, as an engine is given them.
    glovebox::controlplane::EnvironmentClients environment(const char *operatorKey = kOperatorKey)
    {
        auto made =
            glovebox::controlplane::connectEnvironment({.baseUrl = server.url().toStdString(),
                                                        .environment = glovebox::domain::EnvironmentId("env_01"),
                                                        .environmentKey = glovebox::SecretString(kKey),
                                                        .userAgent = "Glovebox/test",
                                                        .operatorKey = glovebox::SecretString(operatorKey)},
                                                       clock);
        return made ? *std::move(made) : glovebox::controlplane::EnvironmentClients{};
    }

    std::unique_ptr<glovebox::controlplane::ManagedAgentsClient> connectTo(std::string baseUrl)
    {
        auto made = glovebox::controlplane::ManagedAgentsClient::create(
            {.baseUrl = std::move(baseUrl),
             .environment = glovebox::domain::EnvironmentId("env_01"),
             .environmentKey = glovebox::SecretString(kKey),
             .userAgent = "Glovebox/test"},
            clock);
        return made ? *std::move(made) : nullptr;
    }

    /// Runs the loop until `condition`, skipping the pauses between attempts but none of the long limits.
    template <class Condition>
    bool runUntil(Condition condition)
    {
        return turnUntil([this, &condition] {
            static constexpr std::chrono::milliseconds longestPause{1500};
            if (!condition() && clock.untilNext().value_or(std::chrono::hours(1)) <= longestPause)
                clock.advanceToNext();
            return condition();
        });
    }

    /// The same with time standing still. Sleeps until something happens, so a thousand cuts take a second.
    template <class Condition>
    bool turnUntil(Condition condition)
    {
        QTimer tick; // wakes the loop for what Qt's own threads do
        tick.start(1);
        const QDeadlineTimer giveUp(20'000);
        while (!condition() && !giveUp.hasExpired())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return condition();
    }

    ManualClock clock;
    MisbehavingServer server;
    std::unique_ptr<glovebox::controlplane::ManagedAgentsClient> client;
};

/// Where an answer arrives, and how often.
template <class T = void>
struct Outcome {
    std::optional<glovebox::Result<T>> result;
    int calls = 0;

    glovebox::Callback<T> callback()
    {
        return [this](glovebox::Result<T> answer) {
            ++calls;
            result.emplace(std::move(answer));
        };
    }
    std::string detail() const { return result && !*result ? result->error().detail : std::string(); }
    std::optional<glovebox::ErrorCode> code() const
    {
        return result && !*result ? std::optional(result->error().code) : std::nullopt;
    }
};

} // namespace testsupport
