#include "core/qemu/supervisor/peer.h"

#include "core/qemu/supervisor/codec.h"

namespace glovebox::qemu::supervisor {

namespace {

/// Answers that may wait before no more questions are read.
constexpr std::size_t kWaitingBusy = 64;
/// What may wait at all: busy, and an end of every child there can be.
constexpr std::size_t kWaitingMax = 1024;
constexpr std::size_t kWaitingBytesMax = 4 * 1024 * 1024;

} // namespace

bool Peer::mayAsk() const
{
    return m_waiting.size() < kWaitingBusy;
}

void Peer::push(std::uint64_t number, Body body, UniqueFd descriptor)
{
    auto bytes = encode({number, std::move(body)});
    if (!bytes || m_waiting.size() >= kWaitingMax || m_waitingBytes + bytes->size() > kWaitingBytesMax) {
        m_gone = true;
        return;
    }
    m_waitingBytes += bytes->size();
    Waiting waiting{{std::move(*bytes), {}}, std::nullopt};
    if (descriptor)
        waiting.packet.descriptors.push_back(std::move(descriptor));
    m_waiting.push_back(std::move(waiting));
}

void Peer::pushEnd(const Child &child)
{
    push(0, Exited{child.id(), child.end()});
    if (!m_gone)
        m_waiting.back().endOf = child.id();
}

bool Peer::send(const Packet &packet)
{
    const auto sending = sendPacket(m_socket.get(), packet);
    m_gone = m_gone || sending == Sending::Gone;
    m_blocked = sending == Sending::Full;
    return sending == Sending::Sent;
}

Peer::Told Peer::tellStream(const Child &child, Stream which, std::uint64_t &place)
{
    const auto &tail = child.stream(which);
    if (place >= tail.total())
        return Told::Everything;
    const auto piece = tail.from(place, bounds::kPiece);
    const auto bytes = encode({0, Output{child.id(), which, piece.offset, tail.total(), std::string(piece.bytes)}});
    if (!bytes || !send({*bytes, {}}))
        return Told::Nothing;
    place = piece.offset + piece.bytes.size();
    return Told::Something;
}

Peer::Told Peer::tellOutput(const Child &child, Place &place)
{
    const auto output = tellStream(child, Stream::Output, place.output);
    if (output == Told::Nothing)
        return output;
    const auto errors = tellStream(child, Stream::Errors, place.errors);
    return errors == Told::Everything ? output : errors;
}

bool Peer::sendWaiting(const Household &household)
{
    while (!m_waiting.empty() && !m_gone) {
        const auto &first = m_waiting.front();
        const auto place = first.endOf ? m_places.find(*first.endOf) : m_places.end();
        if (place != m_places.end()) {
            if (const auto *child = household.find(place->first))
                for (auto told = Told::Something; told != Told::Everything;)
                    if ((told = tellOutput(*child, place->second)) == Told::Nothing)
                        return false;
            m_places.erase(place);
        }
        if (!send(first.packet))
            return false;
        m_waitingBytes -= first.packet.bytes.size();
        m_waiting.pop_front();
    }
    return !m_gone;
}

void Peer::pump(const Household &household)
{
    m_blocked = false;
    if (!sendWaiting(household))
        return;
    for (bool more = true; more && !m_gone;) {
        more = false;
        for (auto place = m_places.begin(); place != m_places.end();) {
            const auto *child = household.find(place->first);
            if (child == nullptr) {
                place = m_places.erase(place);
                continue;
            }
            const auto told = tellOutput(*child, place->second);
            if (told == Told::Nothing)
                return;
            more = more || told == Told::Something;
            ++place;
        }
    }
}

void Peer::close(const Household &household)
{
    if (!m_gone)
        sendWaiting(household);
    m_gone = true;
}

} // namespace glovebox::qemu::supervisor
