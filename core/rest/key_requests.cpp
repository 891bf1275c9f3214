#include "core/rest/key_requests.h"

#include <algorithm>
#include <utility>

namespace glovebox::rest {

void KeyRequests::add(const api::KeyHolder &holder, http::Leash request)
{
    if (!request.isUnderWay())
        return;
    if (m_begun.size() >= m_forgetAt)
        forgetThoseThatAreOver();
    m_begun.push_back({holder.id, holder.since, std::move(request)});
    if (!m_looking)
        m_looking = m_clock.after(kLookEvery, [this] { look(); });
}

void KeyRequests::saw(const api::KeysView &keys)
{
    m_keys = keys;
    look();
}

const api::ShownKey *KeyRequests::find(const domain::ApiKeyId &key) const
{
    if (!m_keys)
        return nullptr;
    const auto found = std::ranges::find(m_keys->keys, key, &api::ShownKey::id);
    return found == m_keys->keys.end() ? nullptr : &*found;
}

bool KeyRequests::isGood(const Begun &begun) const
{
    const auto *key = find(begun.key);
    const auto now = m_clock.wallNow();
    if (!key || (key->expires && now >= *key->expires))
        return false;
    const bool isFormer = begun.since == key->formerSince && key->formerUntil && now < *key->formerUntil;
    return begun.since == key->since || isFormer;
}

void KeyRequests::forgetThoseThatAreOver()
{
    std::erase_if(m_begun, [](const Begun &each) { return !each.request.isUnderWay(); });
    m_forgetAt = std::max<std::size_t>(64, 2 * m_begun.size());
}

void KeyRequests::look()
{
    m_looking = {};
    forgetThoseThatAreOver();
    if (m_keys)
        std::erase_if(m_begun, [this](const Begun &each) {
            const bool good = isGood(each);
            if (!good)
                each.request.cut(); // who answers is told in a turn of its own
            return !good;
        });
    if (!m_begun.empty())
        m_looking = m_clock.after(kLookEvery, [this] { look(); });
}

} // namespace glovebox::rest
