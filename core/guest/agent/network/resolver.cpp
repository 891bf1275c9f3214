#include "core/guest/agent/network/resolver.h"

#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/net_messages.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

/// Answers of either kind that are remembered: a program that invents names makes us ask again, not grow.
constexpr std::size_t kRememberedMax = 4096;
constexpr std::uint16_t kInternet = 1;
constexpr std::string_view kReverseTree = "arpa";

bool isReverse(std::string_view name)
{
    return name == kReverseTree || (name.ends_with(kReverseTree) && name[name.size() - kReverseTree.size() - 1] == '.');
}

void remember(std::unordered_set<std::string> &names, const std::string &name)
{
    if (names.size() >= kRememberedMax)
        names.clear();
    names.insert(name);
}

std::string bytesOf(std::uint32_t address)
{
    return madeUpIpv6(address).substr(12);
}

} // namespace

void Resolver::question(ReturnAddress from, std::string_view message, Instant now)
{
    auto [question, refusal] = dns::parse(message);
    if (!question) {
        if (!refusal.empty())
            m_ways.answer(from, refusal);
        return;
    }
    if (question->family != kInternet)
        return m_ways.answer(from, dns::answer(*question, dns::Code::Refused));
    const auto &name = question->name;
    if (isReverse(name) || !question->isText || !guest::isPublicName(name))
        return m_ways.answer(from, answerLocally(*question));
    if (m_exist.contains(name))
        return m_ways.answer(from, answerTo(*question, true));
    if (m_existNot.contains(name))
        return m_ways.answer(from, answerTo(*question, false));
    auto found = m_pending.find(name);
    if (found == m_pending.end()) {
        if (m_pending.size() >= kPendingNamesMax)
            return m_ways.answer(from, answerTo(*question, std::nullopt));
        found = m_pending.try_emplace(name).first;
        ask(name, found->second, now);
    }
    auto &waiting = found->second.waiting;
    if (waiting.size() >= kWaitingQuestionsMax)
        return m_ways.answer(from, answerTo(*question, std::nullopt));
    waiting.push_back({std::move(from), std::move(*question)});
}

/// Of names that are nobody's business but ours.
std::string Resolver::answerLocally(const dns::Question &question) const
{
    const auto bytes = dns::addressAsked(question.name);
    const auto address =
        bytes.size() == 4 ? numberOfMadeUpIpv6(madeUpIpv6(0).substr(0, 12) + bytes) : numberOfMadeUpIpv6(bytes);
    const auto *name = address ? m_names.nameOf(*address) : nullptr;
    if (name == nullptr)
        return dns::answer(question, dns::Code::NoSuchName);
    if (question.type != dns::kPtr && question.type != dns::kAny)
        return dns::answer(question, dns::Code::Ok);
    return dns::answer(question, dns::Code::Ok, {{dns::kPtr, dns::encodedName(*name)}});
}

/// `exists`: what the host says; nothing when it says nothing.
std::string Resolver::answerTo(const dns::Question &question, std::optional<bool> exists)
{
    if (!exists)
        return dns::answer(question, dns::Code::Failed);
    if (!*exists)
        return dns::answer(question, dns::Code::NoSuchName);
    const bool four = question.type == dns::kA || question.type == dns::kAny;
    const bool six = question.type == dns::kAaaa || question.type == dns::kAny;
    if (!four && !six) // no keys, no other ports, no mail: what connects, connects to the name
        return dns::answer(question, dns::Code::Ok);
    const auto address = m_names.addressOf(question.name);
    if (!address)
        return dns::answer(question, dns::Code::Failed);
    std::vector<dns::Record> records;
    if (four)
        records.push_back({dns::kA, bytesOf(*address)});
    if (six)
        records.push_back({dns::kAaaa, madeUpIpv6(*address)});
    return dns::answer(question, dns::Code::Ok, records);
}

void Resolver::ask(const std::string &name, Pending &pending, Instant now)
{
    pending.stream = m_hasHost ? m_ways.ask(name) : 0;
    pending.until = now + (pending.stream != 0 ? kAnswerWait : kHostWait);
    if (pending.stream != 0)
        m_asked[pending.stream] = name;
}

void Resolver::answered(std::uint32_t stream, bool exists)
{
    const auto found = m_asked.find(stream);
    if (found == m_asked.end())
        return; // it came too late
    const auto name = std::move(found->second);
    m_asked.erase(found);
    remember(exists ? m_exist : m_existNot, name);
    conclude(name, exists);
}

void Resolver::conclude(const std::string &name, std::optional<bool> exists)
{
    const auto found = m_pending.find(name);
    if (found == m_pending.end())
        return;
    const auto pending = std::move(found->second);
    m_pending.erase(found);
    m_asked.erase(pending.stream);
    for (const auto &[from, question] : pending.waiting)
        m_ways.answer(from, answerTo(question, exists));
}

void Resolver::hostCame(Instant now)
{
    rulesChanged();
    m_hasHost = true;
    m_asked.clear();
    for (auto &[name, pending] : m_pending)
        ask(name, pending, now);
}

void Resolver::hostGone(Instant now)
{
    rulesChanged();
    m_hasHost = false;
    m_asked.clear();
    for (auto &[name, pending] : m_pending)
        ask(name, pending, now);
}

void Resolver::rulesChanged()
{
    m_exist.clear();
    m_existNot.clear();
}

std::optional<Instant> Resolver::deadline() const
{
    std::optional<Instant> first;
    for (const auto &[name, pending] : m_pending)
        if (!first || pending.until < *first)
            first = pending.until;
    return first;
}

void Resolver::step(Instant now)
{
    std::vector<std::string> late;
    for (const auto &[name, pending] : m_pending)
        if (pending.until <= now)
            late.push_back(name);
    for (const auto &name : late)
        conclude(name, std::nullopt);
}

} // namespace glovebox::agent
