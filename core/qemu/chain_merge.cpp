#include "core/qemu/chain_merge.h"

#include "core/base/limits.h"
#include "core/qemu/later.h"
#include "core/qemu/machine_description.h"

#include <QLoggingCategory>
#include <QPointer>

#include <charconv>
#include <optional>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcMerge, "glovebox.qemu")

/// Bytes a second: the guest's own reads and writes are to go on beside it.
constexpr std::uint64_t kMergeRate = ByteCount::mib(100).value;

std::string wordOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Of a node that was opened from descriptors QEMU was given: their set. "work-7" has 7.
std::optional<int> descriptorSetOf(const std::string &node)
{
    const auto prefix = std::string(kWorkNode) + "-";
    int set = 0;
    if (!node.starts_with(prefix))
        return std::nullopt;
    const auto *end = node.data() + node.size();
    const auto [rest, error] = std::from_chars(node.data() + prefix.size(), end, set);
    return error == std::errc() && rest == end ? std::optional(set) : std::nullopt;
}

} // namespace

ChainMerge::ChainMerge(QmpClient &monitor, Chain chain, std::function<void(bool)> over)
    : m_monitor(monitor), m_chain(std::move(chain)), m_job(jobOf(m_chain.top)), m_over(std::move(over))
{
    later(this, [this] { begin(); });
}

void ChainMerge::begin()
{
    if (m_cancelled)
        return ended(false);
    m_monitor.execute(
        "block-stream",
        {{"job-id", m_job},
         {"device", m_chain.top},
         {"base-node", m_chain.base},
         {"backing-file", m_chain.baseFile}, // for people who read the header; nobody follows it
         {"speed", kMergeRate}},
        [guard = QPointer(this)](const Result<nlohmann::json> &begun) {
            if (!guard || begun)
                return;
            qCWarning(lcMerge) << "A disk's layers could not be merged:" << describe(begun.error()).c_str();
            guard->ended(false);
        },
        limits::kMonitorCommandTimeout);
}

void ChainMerge::take(const QmpEvent &event)
{
    const bool completed = event.name == "BLOCK_JOB_COMPLETED";
    if ((!completed && event.name != "BLOCK_JOB_CANCELLED") || wordOf(event.data, "device") != m_job)
        return;
    const auto error = wordOf(event.data, "error");
    if (!error.empty())
        qCWarning(lcMerge) << "A disk's layers were not merged:" << error.c_str();
    if (completed && error.empty())
        return closeFiles();
    ended(false);
}

void ChainMerge::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    // It may have ended meanwhile: then its end is on its way. When it has not begun, it does not.
    m_monitor.execute("block-job-cancel", {{"device", m_job}, {"force", true}}, nullptr,
                      limits::kMonitorCommandTimeout);
}

void ChainMerge::lost()
{
    ended(false);
}

/// Nothing stands on them in this machine any more; from the top, since each holds the one below.
void ChainMerge::closeFiles()
{
    for (auto node = m_chain.nodes.rbegin(); node != m_chain.nodes.rend(); ++node) {
        m_closing.emplace_back("blockdev-del", nlohmann::json{{"node-name", *node}});
        if (const auto set = descriptorSetOf(*node))
            m_closing.emplace_back("remove-fd", nlohmann::json{{"fdset-id", *set}});
        else
            m_closing.emplace_back("blockdev-del", nlohmann::json{{"node-name", *node + "-file"}});
    }
    closeNext();
}

/// One at a time: the monitor keeps few waiting.
void ChainMerge::closeNext()
{
    if (m_closing.empty())
        return ended(true);
    auto [command, arguments] = std::move(m_closing.front());
    m_closing.pop_front();
    const auto what = arguments.dump();
    m_monitor.execute(
        command, std::move(arguments),
        [guard = QPointer(this), what](const Result<nlohmann::json> &closed) {
            if (!closed)
                qCWarning(lcMerge) << what.c_str() << "stays open:" << describe(closed.error()).c_str();
            if (guard)
                guard->closeNext();
        },
        limits::kMonitorCommandTimeout);
}

void ChainMerge::ended(bool merged)
{
    if (auto over = std::exchange(m_over, nullptr))
        later(this, [over = std::move(over), merged] { over(merged); });
}

} // namespace glovebox::qemu
