#include "core/engine/key_book.h"

#include "core/base/constant_time.h"
#include "core/base/sha256.h"
#include "core/domain/shown_name.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::KeyVerdict;

namespace {

constexpr std::chrono::milliseconds kGraceMax = 24h * 7;
/// Uses come by the thousand; who looks at them is told so often.
constexpr std::chrono::milliseconds kKeyUseShownEvery = 2s;
constexpr std::size_t kHintSigns = 4;
constexpr std::size_t kKeyRandomBytes = 32;

KeyVerdict denied(std::string why, ErrorCode code = ErrorCode::Conflict)
{
    return {.reason = std::move(why), .code = code};
}

SecretString newKeySecret()
{
    return SecretString("gbx_" + randomHex(kKeyRandomBytes));
}

std::string hintOf(const SecretString &secret)
{
    return secret.reveal().substr(secret.reveal().size() - kHintSigns);
}

/// Of the name of a new one; empty: it may be called so.
std::string whyNotNamed(const std::string &name)
{
    if (name.empty() || name.size() > kApiKeyNameMax)
        return "A key's name has 1 to 64 bytes.";
    return whyNotName(name);
}

const char *const kNoSuchKey = "There is no such key.";

} // namespace

KeyBook::KeyBook(ports::Clock &clock, Keep keep, Result<All> all, api::Observer observer)
    : m_clock(clock), m_keep(std::move(keep)), m_observer(std::move(observer))
{
    if (all)
        m_all = *std::move(all);
    else
        m_problem = all.error();
}

KeyVerdict KeyBook::act(const api::KeyAction &action)
{
    if (m_problem)
        return denied("The keys cannot be read, so none can be changed: " + describe(*m_problem));
    auto verdict = std::visit(Doing{*this}, action);
    if (verdict.reason.empty())
        publish();
    return verdict;
}

KeyVerdict KeyBook::Doing::operator()(const api::CreateKey &wanted) const
{
    if (auto why = whyNotNamed(wanted.name); !why.empty())
        return denied(std::move(why), ErrorCode::InvalidArgument);
    if (book.m_all.size() >= kApiKeysMax)
        return denied("There are " + std::to_string(kApiKeysMax) + " keys, which is the most; revoke one first.");
    const auto now = book.m_clock.wallNow();
    if (wanted.expires && *wanted.expires <= now)
        return denied("The key would have run out already.", ErrorCode::InvalidArgument);
    auto secret = newKeySecret();
    auto after = book.m_all;
    after.push_back({.id = ApiKeyId("key-" + randomHex(4)),
                     .name = wanted.name,
                     .scope = wanted.scope,
                     .hash = sha256Hex(secret.reveal()),
                     .hint = hintOf(secret),
                     .since = now,
                     .expires = wanted.expires});
    if (auto why = book.keep(std::move(after)); !why.empty())
        return denied(std::move(why));
    return {.key = book.shown(book.m_all.back()), .secret = std::move(secret)};
}

KeyVerdict KeyBook::Doing::operator()(const api::RotateKey &wanted) const
{
    if (!book.find(wanted.id))
        return denied(kNoSuchKey, ErrorCode::NotFound);
    if (wanted.grace < 0ms || wanted.grace > kGraceMax)
        return denied("The secret before may stay good for 7 days at most.", ErrorCode::InvalidArgument);
    const auto now = book.m_clock.wallNow();
    auto secret = newKeySecret();
    auto after = book.m_all;
    auto &key = *std::ranges::find(after, wanted.id, &ApiKey::id);
    if (key.expires && *key.expires <= now)
        return denied("The key has run out; make a new one in its place.");
    key.formerHash = wanted.grace > 0ms ? key.hash : std::string();
    key.formerUntil = wanted.grace > 0ms ? std::optional(now + wanted.grace) : std::nullopt;
    key.formerSince = key.since;
    key.hash = sha256Hex(secret.reveal());
    key.hint = hintOf(secret);
    key.since = now;
    if (auto why = book.keep(std::move(after)); !why.empty())
        return denied(std::move(why));
    return {.key = book.shown(*book.find(wanted.id)), .secret = std::move(secret)};
}

KeyVerdict KeyBook::Doing::operator()(const api::RevokeKey &wanted) const
{
    const auto *key = book.find(wanted.id);
    if (!key)
        return denied(kNoSuchKey, ErrorCode::NotFound);
    auto was = book.shown(*key);
    auto after = book.m_all;
    std::erase_if(after, [&](const ApiKey &each) { return each.id == wanted.id; });
    if (auto why = book.keep(std::move(after)); !why.empty())
        return denied(std::move(why));
    book.m_usedAt.erase(wanted.id);
    return {.key = std::move(was)};
}

std::optional<api::KeyHolder> KeyBook::whoHas(const SecretString &secret)
{
    const auto now = m_clock.wallNow();
    const auto *key = keyOf(m_all, secret, now);
    if (!key)
        return std::nullopt;
    m_usedAt.insert_or_assign(key->id, now);
    if (!m_showSoon)
        m_showSoon = m_clock.after(kKeyUseShownEvery, [this] {
            m_showSoon = {};
            publish();
        });
    const bool isFormer = key->formerUntil && !equalInConstantTime(key->hash, sha256Hex(secret.reveal()));
    return api::KeyHolder{key->id, key->name, key->scope, isFormer ? key->formerSince : key->since};
}

void KeyBook::listening(std::vector<std::string> addresses, std::string socket, std::optional<Error> problem)
{
    m_addresses = std::move(addresses);
    m_socket = std::move(socket);
    m_notListening = std::move(problem);
    publish();
}

ApiKey *KeyBook::find(const ApiKeyId &id)
{
    const auto it = std::ranges::find(m_all, id, &ApiKey::id);
    return it == m_all.end() ? nullptr : &*it;
}

std::string KeyBook::keep(All after)
{
    if (m_keep)
        if (const auto kept = m_keep(after); !kept)
            return "The keys could not be written down: " + describe(kept.error());
    m_all = std::move(after);
    return {};
}

api::ShownKey KeyBook::shown(const ApiKey &key) const
{
    const auto used = m_usedAt.find(key.id);
    return {.id = key.id,
            .name = key.name,
            .scope = key.scope,
            .hint = key.hint,
            .since = key.since,
            .expires = key.expires,
            .formerUntil = key.formerUntil,
            .formerSince = key.formerSince,
            .usedAt = used == m_usedAt.end() ? std::nullopt : std::optional(used->second)};
}

api::KeysView KeyBook::view() const
{
    api::KeysView view{.generation = m_generation,
                       .problem = m_problem,
                       .addresses = m_addresses,
                       .socket = m_socket,
                       .notListening = m_notListening};
    for (const auto &key : m_all)
        view.keys.push_back(shown(key));
    return view;
}

void KeyBook::publish()
{
    ++m_generation;
    m_observer(view());
}

} // namespace glovebox::engine
