// Role: the lines of QEMU's monitor protocol (QMP): bytes → lines → messages. A QEMU that its guest has taken over may
// send anything, so every length is bounded and what is not QMP is an error, never a crash. Thread: any; values.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace glovebox::qemu {

struct QmpGreeting {
    std::string version; // "7.2.22"
};

struct QmpReply {
    long id = 0;
    nlohmann::json value;
};

struct QmpFailure {
    long id = -1; // -1: QEMU could not even tell which command it answers
    std::string kind;
    std::string text;
};

struct QmpEvent {
    std::string name;
    nlohmann::json data; // an object, empty when the event has none
};

using QmpMessage = std::variant<QmpGreeting, QmpReply, QmpFailure, QmpEvent>;

/// One line without its end. ProtocolError for anything that is no message.
Result<QmpMessage> parseQmpLine(std::string_view line);

/// One command, its line end included.
std::string qmpCommand(const std::string &name, const nlohmann::json &arguments, long id);

/// Cuts a byte stream into lines of at most limits::kMonitorLineMax.
class QmpLines {
public:
    /// TooLarge when a line does not end within the bound; nothing more can be read then.
    Result<> append(std::string_view bytes);
    std::optional<std::string> next();

private:
    std::string m_buffer;
    std::size_t m_searched = 0; // no line end before this
};

} // namespace glovebox::qemu
