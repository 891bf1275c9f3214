#include "core/qemu/reconnection.h"

#include "core/base/limits.h"
#include "core/qemu/machine_description.h"

#include <QPointer>

#include <algorithm>

namespace glovebox::qemu {

namespace {

std::string reportedText(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

std::string nodeOfWorkDisk(const nlohmann::json &blocks)
{
    if (!blocks.is_array())
        return {};
    for (const auto &block : blocks) {
        // By the device's name, or by its path, where it is a part of another.
        const auto device = reportedText(block, "qdev");
        if (device != kWorkDevice && device.find(std::string("/") + kWorkDevice + "/") == std::string::npos)
            continue;
        const auto inserted = block.find("inserted");
        return inserted == block.end() ? std::string() : reportedText(*inserted, "node-name");
    }
    return {};
}

int highestDescriptorSet(const nlohmann::json &sets)
{
    int highest = 0;
    if (!sets.is_array())
        return highest;
    for (const auto &set : sets) {
        const auto id = set.is_object() ? set.find("fdset-id") : set.end();
        if (id != set.end() && id->is_number_integer())
            highest =
                std::max(highest, static_cast<int>(std::clamp<std::int64_t>(id->get<std::int64_t>(), 0, 1 << 30)));
    }
    return highest;
}

Reconnection::Reconnection(QmpClient &monitor, const MachineRecord &record, Callback<FoundState> done)
    : m_monitor(monitor), m_node(record.node), m_move(record.move), m_held(record.held), m_done(std::move(done))
{
    ask("query-status", &Reconnection::takeStatus);
}

void Reconnection::ask(const char *command, Step next)
{
    m_monitor.execute(command, [guard = QPointer(this), next](const Result<nlohmann::json> &answer) {
        if (!guard)
            return;
        if (!answer)
            return guard->finish(tl::unexpected(answer.error()));
        (guard.data()->*next)(*answer);
    });
}

void Reconnection::takeStatus(const nlohmann::json &status)
{
    const auto word = reportedText(status, "status");
    m_found.paused = word == "paused";
    if (word != "running" && !m_found.paused)
        return finish(fail(ErrorCode::InvalidState, "the machine is '" + word + "', neither running nor paused"));
    ask("query-block", &Reconnection::takeBlocks);
}

void Reconnection::takeBlocks(const nlohmann::json &blocks)
{
    m_found.node = nodeOfWorkDisk(blocks);
    if (m_found.node.empty())
        return finish(fail(ErrorCode::ProtocolError, "QEMU does not say which disk its guest writes to"));
    m_found.moved = m_move && m_move->node == m_found.node;
    m_found.known = m_found.moved || m_node == m_found.node;
    // The new disk that it was not given. It may not know of it.
    if (m_move && !m_found.moved)
        m_monitor.execute("blockdev-del", {{"node-name", m_move->node}}, nullptr, limits::kMonitorCommandTimeout);
    ask("query-fdsets", &Reconnection::takeSets);
}

void Reconnection::takeSets(const nlohmann::json &sets)
{
    m_found.descriptorSets = highestDescriptorSet(sets);
    if (!m_held || !m_found.paused)
        return finish(m_found);
    m_monitor.execute("cont", [guard = QPointer(this)](const Result<nlohmann::json> &answer) {
        if (!guard)
            return;
        guard->m_found.paused = false;
        guard->finish(answer ? Result<FoundState>(guard->m_found) : tl::unexpected(answer.error()));
    });
}

void Reconnection::finish(Result<FoundState> result)
{
    if (auto done = std::exchange(m_done, nullptr))
        done(std::move(result));
}

} // namespace glovebox::qemu
