#include "core/controlplane/key_trial.h"

#include "core/controlplane/question.h"
#include "core/controlplane/work_codec.h"

#include <QDateTime>
#include <QLocale>

namespace glovebox::controlplane {

std::optional<WallTime> httpDate(const std::string &text)
{
    auto at = QLocale::c().toDateTime(QString::fromStdString(text), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    if (!at.isValid())
        return std::nullopt;
    at.setTimeSpec(Qt::UTC);
    return WallTime(std::chrono::milliseconds(at.toMSecsSinceEpoch()));
}

Call tryKey(ClientConfig config, ports::Clock &clock, QObject *scope, Callback<KeyTrial> done)
{
    auto opened = Connection::open(std::move(config), clock);
    if (!opened) // never from inside
        return clock.after(std::chrono::milliseconds(0), [done, why = opened.error()] { done(tl::unexpected(why)); });
    const auto connection = *opened;
    auto spec = connection->specFor(workStatsRequest(connection->environment()), connection->orEnvironmentKey(),
                                    Lane::Oversight);
    spec.deadline = kTrialMax;
    const auto ahead = std::make_shared<std::optional<std::chrono::milliseconds>>();
    auto handlers = asking<domain::QueueStats>(
        spec, {decodeQueueStats}, [ahead, connection, done = std::move(done)](Result<domain::QueueStats> queue) {
            if (queue)
                done(KeyTrial{*queue, *ahead});
            else
                done(tl::unexpected(queue.error()));
        });
    // A date has whole seconds: half of one is the best guess of what was cut off.
    handlers.head = [ahead, &clock, next = std::move(handlers.head)](const ResponseHead &head) {
        if (const auto date = httpDate(head.date))
            *ahead = std::chrono::duration_cast<std::chrono::milliseconds>(clock.wallNow() - *date) -
                     std::chrono::milliseconds(500);
        return next(head);
    };
    return connection->begin(std::move(spec), std::move(handlers), scope);
}

} // namespace glovebox::controlplane
