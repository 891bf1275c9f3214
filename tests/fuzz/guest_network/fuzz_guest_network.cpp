// What a guest's programs may send its network process: questions to the name server, connections in any order, bytes
// on them. The host's frames come from the input, too: they are trusted, but must not crash it either.
// The input is a list of steps: one byte says what, one how long, then that many bytes.
#include "core/guest/agent/network/line.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <cstdlib>
#include <vector>

using namespace glovebox;
using namespace glovebox::agent;
using namespace std::chrono_literals;

namespace {

struct Shared {
    std::string says;
    bool ends = false;
    std::size_t room = 0;
};

class FuzzedConnection : public Connection {
public:
    explicit FuzzedConnection(std::shared_ptr<Shared> shared) : m_shared(std::move(shared)) {}
    Moved read(char *into, std::size_t max) override
    {
        if (m_shared->says.empty())
            return {m_shared->ends ? State::Ended : State::Blocked, 0};
        const auto size = std::min(max, m_shared->says.size());
        m_shared->says.copy(into, size);
        m_shared->says.erase(0, size);
        return {State::Moved, size};
    }
    Moved write(std::string_view bytes) override
    {
        const auto size = std::min(bytes.size(), m_shared->room);
        m_shared->room -= size;
        return {size == 0 ? State::Blocked : State::Moved, size};
    }
    void endWriting() override {}
    void reset() override {}

private:
    std::shared_ptr<Shared> m_shared;
};

/// An answer repeats its question and fits into a datagram.
void check(const std::string &answer)
{
    if (answer.size() < 12 || answer.size() > 512 || (static_cast<unsigned char>(answer[2]) & 0x80) == 0)
        std::abort();
}

class Steps {
public:
    explicit Steps(std::string_view input) : m_rest(input) {}

    void run()
    {
        while (m_rest.size() >= 2) {
            const auto what = static_cast<unsigned char>(m_rest[0]);
            const auto size = std::min<std::size_t>(static_cast<unsigned char>(m_rest[1]), m_rest.size() - 2);
            const auto bytes = m_rest.substr(2, size);
            m_rest.remove_prefix(2 + size);
            step(what, bytes);
            if (what % 3 == 0)
                drain();
        }
        drain();
        m_now += 10min;
        m_line.step(m_now);
    }

private:
    /// Half of what is said of streams is said of those that the host has opened.
    void say(guest::FrameType type, std::uint32_t stream, std::string payload)
    {
        if ((stream & 8) != 0 && stream < guest::kNetInward)
            stream = guest::kNetInward | (stream & 7);
        m_line.received(guest::encode({type, 1, stream, std::move(payload)}), m_now);
    }
    void step(unsigned char what, std::string_view bytes)
    {
        const auto number = static_cast<std::uint32_t>(what >> 4);
        const std::string text(bytes);
        switch (what & 15) {
        case 0:
            m_line.received(guest::kGreetingMark, m_now);
            return say(guest::FrameType::Hello, 0, guest::emptyPayload());
        case 1:
            return m_line.question(text.substr(0, 4), bytes, m_now);
        case 2: { // one that gets through
            std::string question("\0\7\1\0\0\1\0\0\0\0\0\0", 12);
            question += dns::encodedName(text.substr(0, 60)) + std::string("\0\1\0\1", 4);
            return m_line.question("a", question, m_now);
        }
        case 3:
            return connect(bytes);
        case 4:
            return say(guest::FrameType::NetAnswer, number, toPayload(guest::NetAnswer{bytes.size() % 2 == 0}));
        case 5:
            return say(guest::FrameType::NetOpened, number, toPayload(guest::NetOpened{bytes.size() * 64}));
        case 6:
            return say(guest::FrameType::NetData, number, guest::toContentPayload(bytes));
        case 7:
            return say(guest::FrameType::NetCredit, number, toPayload(guest::NetCredit{bytes.size() + 1}));
        case 8:
            return say(guest::FrameType::NetEnd, number, {});
        case 9:
            return say(bytes.size() % 2 == 0 ? guest::FrameType::NetReset : guest::FrameType::NetRules, number, {});
        case 10:
            return say(guest::FrameType::NetRefused, number,
                       toPayload(guest::NetRefused{guest::NetRefused::Why(number % 6), text}));
        case 11: {
            const auto each = m_programs.begin() + (number % std::max<std::size_t>(m_programs.size(), 1));
            if (each != m_programs.end()) {
                each->first->says += text;
                each->first->room += bytes.size();
                each->first->ends = bytes.size() == 1;
                m_line.streams().readable(each->second, m_now);
                m_line.streams().writable(each->second);
            }
            return;
        }
        case 12:
            if (bytes.size() % 4 == 3)
                return say(guest::FrameType::NetOpenIn, guest::kNetInward | ++m_inward,
                           toPayload(guest::NetOpenIn{static_cast<std::uint16_t>(1 + number), bytes.size() * 64}));
            return m_line.received(bytes, m_now);
        case 13:
            m_now += std::chrono::milliseconds(bytes.size() * 20);
            return m_line.step(m_now);
        case 14:
            return m_line.hostGone(m_now);
        default:
            if (!m_programs.empty())
                m_line.streams().broken(m_programs[number % m_programs.size()].second);
        }
    }
    void connect(std::string_view bytes)
    {
        if (bytes.size() == 5) // to the proxy
            return connectTo(m_line.targetOf({"\x64\x40\0\1", 4}, 3128));
        if ((bytes.size() != 4 && bytes.size() < 16))
            return;
        const auto address = bytes.substr(0, bytes.size() == 4 ? 4 : 16);
        const std::uint16_t ports[] = {80, 443, 22, 53};
        connectTo(m_line.targetOf(address, ports[bytes.back() & 3]));
    }
    void connectTo(Target target)
    {
        if (m_programs.size() > 40)
            return;
        auto shared = std::make_shared<Shared>();
        const auto key = m_line.connected(std::make_unique<FuzzedConnection>(shared), std::move(target), m_now);
        m_programs.emplace_back(shared, key);
    }
    std::unique_ptr<Connection> dialIn(std::uint64_t key, std::uint16_t port, bool v6)
    {
        if (m_programs.size() > 80 || port % 5 == (v6 ? 1 : 2))
            return nullptr;
        m_programs.emplace_back(std::make_shared<Shared>(), key);
        return std::make_unique<FuzzedConnection>(m_programs.back().first);
    }
    /// Whatever is said is a sequence of frames that a host understands.
    void drain()
    {
        for (auto bytes = m_line.unsent(m_now); !bytes.empty(); bytes = m_line.unsent(m_now)) {
            m_host.feed(bytes);
            m_line.sent(bytes.size());
        }
        guest::Frame frame;
        auto status = m_host.next(frame);
        for (; status == guest::FrameDecoder::Status::Complete; status = m_host.next(frame))
            if ((frame.type == guest::FrameType::NetOpen && !guest::parseNetOpen(frame.payload)) ||
                (frame.type == guest::FrameType::NetAsk && !guest::parseNetAsk(frame.payload)) ||
                (frame.type == guest::FrameType::NetData && !guest::parseContentPayload(frame.payload)))
                std::abort();
        if (status == guest::FrameDecoder::Status::Broken)
            std::abort();
    }

    std::string_view m_rest;
    Instant m_now{1h};
    std::uint32_t m_next = 0;
    std::uint32_t m_inward = 0;
    Line m_line{{"redirect", ""},
                {50, 1 << 20},
                &m_next,
                [](const std::string &, const std::string &m) { check(m); },
                [this](std::uint64_t key, std::uint16_t port, bool v6) {
                    return dialIn(key, port, v6);
                }};
    guest::FrameDecoder m_host{1 << 20, guest::FrameDecoder::Greeting::AnyTime};
    std::vector<std::pair<std::shared_ptr<Shared>, Streams::Key>> m_programs;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    Steps(input).run();
    if (const auto parsed = dns::parse(input); parsed.question)
        check(dns::answer(*parsed.question, dns::Code::Ok));
    dns::addressAsked(input);
    return 0;
}
