#include "core/qemu/incoming_state.h"

#include "core/base/limits.h"
#include "core/qemu/later.h"

#include <QPointer>

#include <fcntl.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// Loading takes 4 to 40 ms.
constexpr std::chrono::milliseconds kLookAgain{1};
constexpr const char *kDescriptorName = "state";

std::string statusOf(const nlohmann::json &answer)
{
    if (!answer.is_object())
        return {};
    const auto found = answer.find("status");
    return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

IncomingState::IncomingState(QmpClient &monitor, const memory::MemoryFile &state, Callback<> done)
    : m_monitor(monitor), m_done(std::move(done)),
      m_deadline(std::chrono::steady_clock::now() + limits::kMonitorCommandTimeout)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] { look(); });
    load(state);
}

void IncomingState::load(const memory::MemoryFile &state)
{
    const auto fd = state.reopen(O_RDONLY);
    if (!fd)
        return later(this, [this, error = fd.error()] { finish(tl::unexpected(error)); });
    m_monitor.executeWith(fd->get(), "getfd", {{"fdname", kDescriptorName}},
                          [guard = QPointer(this)](Result<nlohmann::json> taken) {
                              if (guard && !taken)
                                  guard->finish(tl::unexpected(taken.error()));
                          });
    m_monitor.execute(
        "migrate-incoming", {{"uri", std::string("fd:") + kDescriptorName}},
        [guard = QPointer(this)](Result<nlohmann::json> begun) {
            if (!guard)
                return;
            if (!begun)
                return guard->finish(tl::unexpected(begun.error()));
            guard->look();
        },
        limits::kMonitorCommandTimeout);
}

void IncomingState::look()
{
    m_monitor.execute("query-status", [guard = QPointer(this)](Result<nlohmann::json> status) {
        if (guard)
            guard->take(status);
    });
}

void IncomingState::take(const Result<nlohmann::json> &status)
{
    if (!status)
        return finish(tl::unexpected(status.error()));
    const auto word = statusOf(*status);
    if (word == "paused")
        return finish({});
    if (word != "inmigrate")
        return finish(fail(ErrorCode::HostToolFailed, "the restored machine is '" + word + "' instead of paused"));
    if (std::chrono::steady_clock::now() >= m_deadline)
        return finish(fail(ErrorCode::TimedOut, "QEMU did not load the template's state in time"));
    m_again.start(kLookAgain);
}

void IncomingState::finish(Result<> result)
{
    m_again.stop();
    if (auto done = std::exchange(m_done, nullptr))
        done(std::move(result));
}

} // namespace glovebox::qemu
