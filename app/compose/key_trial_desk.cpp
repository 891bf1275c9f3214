#include "app/compose/key_trial_desk.h"

#include "app/compose/secret_files.h"
#include "core/controlplane/key_trial.h"

#include <QtGlobal>

namespace glovebox::compose {

namespace {

constexpr const char *kPasted = "What was pasted";
constexpr const char *kFile = "The file";
constexpr std::chrono::milliseconds kSampleAnswer{600}; // as long as a real one takes, so that it is seen

} // namespace

Result<SecretString> KeyTrialDesk::pasted(std::string text)
{
    return checkedKey(KeyKind::Environment, kPasted, std::move(text));
}

Result<SecretString> KeyTrialDesk::inFile(const std::string &path)
{
    return readKeyFile(KeyKind::Environment, kFile, path);
}

Call KeyTrialDesk::tryKey(bridge::KeyQuestion question, Callback<bridge::KeyReport> done)
{
    const std::string url = question.baseUrl.empty() ? m_baseUrl : question.baseUrl;
    return controlplane::tryKey({.baseUrl = url,
                                 .environment = question.environment,
                                 .environmentKey = std::move(question.key),
                                 .userAgent = "Glovebox/" GLOVEBOX_VERSION,
                                 .operatorKey = {},
                                 .caFile = qEnvironmentVariable("SSL_CERT_FILE").toStdString()},
                                m_clock, &m_scope,
                                [url, done = std::move(done)](const Result<controlplane::KeyTrial> &trial) {
                                    if (trial)
                                        done(bridge::KeyReport{trial->queue, url, trial->clockAhead});
                                    else
                                        done(tl::unexpected(trial.error()));
                                });
}

Result<SecretString> SampleKeyDesk::pasted(std::string text)
{
    return checkedKey(KeyKind::Environment, kPasted, std::move(text));
}

Result<SecretString> SampleKeyDesk::inFile(const std::string &path)
{
    return readKeyFile(KeyKind::Environment, kFile, path);
}

Call SampleKeyDesk::tryKey(bridge::KeyQuestion question, Callback<bridge::KeyReport> done)
{
    const bool isRevoked = question.key.reveal().ends_with("-revoked");
    return m_clock.after(kSampleAnswer, [isRevoked, done = std::move(done)] {
        if (isRevoked)
            return done(fail(ErrorCode::Unauthorized, "the sample takes this key for a revoked one"));
        done(bridge::KeyReport{{.depth = 3, .pending = 1, .oldestQueuedAt = {}, .workersPolling = 1},
                               "the sample's control plane",
                               std::chrono::milliseconds(12)});
    });
}

} // namespace glovebox::compose
