// The guest's end of the network without sockets and without a clock: programs that are played, a host that is played.
#pragma once

#include "core/guest/agent/network/line.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <QByteArray>

#include <deque>

namespace glovebox::test {

using namespace std::chrono_literals;

/// A program's end of a connection, and what it sees.
struct PlayedProgram {
    std::string says; // not yet read
    bool ends = false;
    bool breaks = false;
    std::size_t room = 1 << 30; // for what it is sent
    std::string heard;
    bool sawEnd = false;
    bool wasReset = false;
    bool isGone = false; // the other end is
};

class PlayedConnection : public agent::Connection {
public:
    explicit PlayedConnection(std::shared_ptr<PlayedProgram> program) : m_program(std::move(program)) {}
    ~PlayedConnection() override { m_program->isGone = true; }

    Moved read(char *into, std::size_t max) override
    {
        auto &program = *m_program;
        if (program.breaks)
            return {State::Broken, 0};
        if (program.says.empty())
            return {program.ends ? State::Ended : State::Blocked, 0};
        const auto size = std::min(max, program.says.size());
        program.says.copy(into, size);
        program.says.erase(0, size);
        return {State::Moved, size};
    }
    Moved write(std::string_view bytes) override
    {
        auto &program = *m_program;
        const auto size = std::min(bytes.size(), program.room);
        if (program.breaks || size == 0)
            return {program.breaks ? State::Broken : State::Blocked, 0};
        program.heard.append(bytes.substr(0, size));
        program.room -= size;
        return {State::Moved, size};
    }
    void endWriting() override { m_program->sawEnd = true; }
    void reset() override { m_program->wasReset = true; }

private:
    std::shared_ptr<PlayedProgram> m_program;
};

inline std::string dnsQuestion(const std::string &name, std::uint16_t type, std::uint16_t id = 7)
{
    std::string out{static_cast<char>(id >> 8), static_cast<char>(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    return out + agent::dns::encodedName(name) + static_cast<char>(type >> 8) + static_cast<char>(type) + '\0' + '\1';
}

class NetBench {
public:
    explicit NetBench(std::size_t held = 32 << 20, std::size_t names = 100)
        : line(
              {"redirect", "a remark"}, {names, held}, &next,
              [this](const std::string &to, const std::string &message) { answers.emplace_back(to, message); },
              [this](std::uint64_t key, std::uint16_t port, bool v6) { return dialIn(key, port, v6); })
    {
    }

    // The host's side.
    void greet()
    {
        decoder = guest::FrameDecoder(1 << 20, guest::FrameDecoder::Greeting::Once);
        line.received(std::string(guest::kGreetingMark), now);
        say(guest::FrameType::Hello, 0, toPayload(guest::Hello{guest::kProtocolVersion, "test"}), ++epoch);
    }
    void say(guest::FrameType type, std::uint32_t stream, std::string payload = guest::emptyPayload())
    {
        say(type, stream, std::move(payload), epoch);
    }
    void say(guest::FrameType type, std::uint32_t stream, std::string payload, std::uint32_t ofEpoch)
    {
        line.received(guest::encode({type, ofEpoch, stream, std::move(payload)}), now);
    }
    void give(std::uint32_t stream, const std::string &content)
    {
        say(guest::FrameType::NetData, stream, guest::toContentPayload(content));
    }
    void open(std::uint32_t stream, std::size_t credit = guest::kNetWindow)
    {
        say(guest::FrameType::NetOpened, stream, toPayload(guest::NetOpened{credit}));
    }
    /// All that the guest has to say now.
    std::vector<guest::Frame> hear()
    {
        for (auto bytes = line.unsent(now); !bytes.empty(); bytes = line.unsent(now)) {
            decoder.feed(bytes);
            line.sent(bytes.size());
        }
        std::vector<guest::Frame> frames;
        guest::Frame frame;
        while (decoder.next(frame) == guest::FrameDecoder::Status::Complete)
            frames.push_back(frame);
        return frames;
    }
    /// "NetOpen 1, NetData 1 hello": short, and in order.
    QByteArray heard()
    {
        QByteArray text;
        for (const auto &frame : hear()) {
            text += text.isEmpty() ? "" : ", ";
            text += inWords(frame);
        }
        return text;
    }
    static QByteArray inWords(const guest::Frame &frame)
    {
        using guest::FrameType;
        const auto inward = " in" + QByteArray::number(frame.stream & ~guest::kNetInward);
        const auto stream = (frame.stream & guest::kNetInward) != 0 ? inward : ' ' + QByteArray::number(frame.stream);
        switch (frame.type) {
        case FrameType::HelloOk:
            return "ready " +
                   QByteArray::fromStdString(guest::parseNetReady(frame.payload).value_or(guest::NetReady()).method);
        case FrameType::NetOpened:
            return "opened" + inward + ' ' +
                   QByteArray::number(
                       qulonglong(guest::parseNetOpened(frame.payload).value_or(guest::NetOpened()).credit));
        case FrameType::NetRefused:
            return "refused" + inward + ' ' +
                   QByteArray::number(int(guest::parseNetRefused(frame.payload).value_or(guest::NetRefused()).why));
        case FrameType::NetOpen: {
            const auto open = guest::parseNetOpen(frame.payload).value_or(guest::NetOpen());
            return "open" + stream + ' ' + QByteArray::fromStdString(open.name + open.address) + ':' +
                   QByteArray::number(open.port);
        }
        case FrameType::NetAsk:
            return "ask" + stream + ' ' +
                   QByteArray::fromStdString(guest::parseNetAsk(frame.payload).value_or(guest::NetAsk()).name);
        case FrameType::NetData:
            return "data" + stream + ' ' +
                   QByteArray::fromStdString(guest::parseContentPayload(frame.payload).value_or("?"));
        case FrameType::NetCredit:
            return "credit" + stream + ' ' +
                   QByteArray::number(qulonglong(guest::parseNetCredit(frame.payload)->bytes));
        case FrameType::NetEnd:
            return "end" + stream;
        case FrameType::NetReset:
            return "reset" + stream;
        default:
            return "something else";
        }
    }

    // The programs' side.
    struct Dialled {
        std::shared_ptr<PlayedProgram> program;
        agent::Streams::Key key = 0;
    };
    Dialled dial(agent::Target target, std::shared_ptr<PlayedProgram> program = std::make_shared<PlayedProgram>())
    {
        const auto key = line.connected(std::make_unique<PlayedConnection>(program), std::move(target), now);
        line.streams().readable(key, now);
        return {program, key};
    }
    Dialled dial(const std::string &address = "203.0.113.7", std::uint16_t port = 22)
    {
        return dial({{}, address, port, {}});
    }
    void speak(Dialled &who, const std::string &bytes)
    {
        who.program->says += bytes;
        line.streams().readable(who.key, now);
    }
    void end(Dialled &who)
    {
        who.program->ends = true;
        line.streams().readable(who.key, now);
    }
    /// The host opens one; what the guest dials for it is in `dials`.
    std::uint32_t openIn(std::uint32_t number, std::uint16_t port, std::size_t credit = guest::kNetWindow)
    {
        say(guest::FrameType::NetOpenIn, guest::kNetInward | number, toPayload(guest::NetOpenIn{port, credit}));
        return guest::kNetInward | number;
    }
    struct DialIn {
        Dialled who;
        std::uint16_t port = 0;
        bool v6 = false;
    };
    std::unique_ptr<agent::Connection> dialIn(std::uint64_t key, std::uint16_t port, bool v6)
    {
        if (port == refusedAtOnce)
            return nullptr;
        dials.push_back({{std::make_shared<PlayedProgram>(), key}, port, v6});
        return std::make_unique<PlayedConnection>(dials.back().who.program);
    }

    void pass(std::chrono::milliseconds time)
    {
        now += time;
        line.step(now);
    }
    void question(const std::string &name, std::uint16_t type, const std::string &from = "a")
    {
        line.question(from, dnsQuestion(name, type), now);
    }
    /// The answer's code and its records' data in hexadecimal: "0 c6120001". "none" when there was none.
    QByteArray answer()
    {
        if (answers.empty())
            return "none";
        const auto message = answers.front().second;
        answers.pop_front();
        return inWords(message);
    }
    static QByteArray inWords(const std::string &message)
    {
        QByteArray text = QByteArray::number(message[3] & 15);
        auto at = message.find('\0', 12) + 5;
        for (int record = 0; record < message[7]; ++record) {
            const auto size = static_cast<std::size_t>(message[at + 11]);
            text += ' ' + QByteArray::fromStdString(message.substr(at + 12, size)).toHex();
            at += 12 + size;
        }
        return at == message.size() ? text : "malformed " + text;
    }

    agent::Instant now{std::chrono::hours(5)};
    std::uint32_t next = 0;
    std::vector<DialIn> dials;
    std::uint16_t refusedAtOnce = 1;
    std::deque<std::pair<std::string, std::string>> answers;
    agent::Line line;
    guest::FrameDecoder decoder{1 << 20, guest::FrameDecoder::Greeting::Once};
    std::uint32_t epoch = 40;
};

} // namespace glovebox::test
