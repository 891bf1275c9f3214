#include "core/controlplane/retry_policy.h"

#include "core/base/limits.h"

#include <QByteArray>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace glovebox::controlplane {

namespace {

using std::chrono::milliseconds;

bool isWorthRetrying(const AttemptOutcome &outcome)
{
    switch (outcome.kind) {
    case AttemptOutcome::Kind::NoAnswer:
        return true;
    case AttemptOutcome::Kind::CutOff:
        return outcome.repeatable;
    case AttemptOutcome::Kind::Answered:
        break;
    }
    if (outcome.shouldRetry == "true" || outcome.shouldRetry == "false")
        return outcome.shouldRetry == "true";
    return outcome.status == 408 || outcome.status == 409 || outcome.status == 429 || outcome.status >= 500;
}

/// The server's wish, obeyed as it stands up to what fits 31 bits (24 days), as the reference client does.
std::optional<milliseconds> sensible(double wish)
{
    constexpr double longest = std::numeric_limits<std::int32_t>::max();
    if (!std::isfinite(wish) || wish <= 0 || wish > longest)
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(wish)));
}

std::optional<double> number(const std::string &text)
{
    bool ok = false;
    const auto value = QByteArray::fromStdString(text).trimmed().toDouble(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<milliseconds> askedFor(const AttemptOutcome &outcome, WallTime now)
{
    if (const auto wish = number(outcome.retryAfterMs))
        if (const auto delay = sensible(*wish))
            return delay;
    if (const auto wish = number(outcome.retryAfter))
        return sensible(*wish * 1000);
    auto date = QLocale::c().toDateTime(QString::fromStdString(outcome.retryAfter).trimmed(),
                                        QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return sensible(static_cast<double>(date.toMSecsSinceEpoch() - now.time_since_epoch().count()));
}

} // namespace

std::optional<milliseconds> retryDelay(const AttemptOutcome &outcome, const RetryContext &context)
{
    if (context.attempt >= limits::kHttpAttempts || !isWorthRetrying(outcome))
        return std::nullopt;
    if (const auto wish = askedFor(outcome, context.now))
        return wish;
    // 0.5 s, doubling, at most 8 s, less up to a quarter so that workers do not come back in step.
    const double seconds = std::min(0.5 * std::exp2(context.attempt - 1), 8.0) * (1 - context.random * 0.25);
    return milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

} // namespace glovebox::controlplane
