// Role: takes a text/event-stream apart as it arrives (reference 2.11): CR, LF and CRLF, a byte order mark, comments,
// data over several lines. It keeps `event` and `data`, drops messages that lack one of the two, and drops what the
// stream's end cuts off. Bounded: no line and no message grows past the limit. Thread: any one.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::controlplane {

struct SseMessage {
    std::string event;
    std::string data;

    friend bool operator==(const SseMessage &, const SseMessage &) = default;
};

class SseParser {
public:
    explicit SseParser(ByteCount messageMax) : m_max(messageMax.value) {}

    /// What these bytes complete. ProtocolError once a message passes the limit; nothing can be fed after that.
    Result<std::vector<SseMessage>> feed(std::string_view bytes);

private:
    void takeLine(std::vector<SseMessage> &out);
    void takeField(std::string_view name, std::string_view value);

    std::size_t m_max;
    std::string m_line;
    SseMessage m_message;
    bool m_hasData = false;
    bool m_afterCarriageReturn = false; // a line feed that follows belongs to the same line end
    bool m_atStart = true;              // a byte order mark may come
};

} // namespace glovebox::controlplane
