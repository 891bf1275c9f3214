#include "core/egress/opened_http.h"

#include "core/egress/secret_fields.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

/// Nobody sends that many ahead of their answers; each is remembered.
constexpr std::size_t kUnansweredMax = 128;
/// Texts of one request alone (a user's name beside the secret): without them the secret's own are found all the same.
constexpr std::size_t kOfOneRemembered = 16;
/// Of secrets themselves. A guest has no way to make more of them; whoever renews them all the time does.
constexpr std::size_t kPutRemembered = 1024;
/// With all that was put in.
constexpr std::size_t kFilledHeadMax = 2 * kHeadMax;

void addOnce(std::vector<std::string> &list, const std::string &name)
{
    if (!name.empty() && std::ranges::find(list, name) == list.end())
        list.push_back(name);
}

} // namespace

OpenedHttp::OpenedHttp(std::string host, std::uint16_t port, SecretsNow secrets)
    : m_host(std::move(host)), m_port(port), m_secrets(std::move(secrets)),
      m_requests([this](std::string_view name) { return name == m_host; }, port,
                 {.overTls = true,
                  .upgrades = true,
                  .onHead =
                      [this](std::string &head, const HttpHead &about) {
                          return readHead(head, about);
                      }}),
      m_answers([this] {
          auto all = m_putOfOne; // first: the others are parts of them
          all.insert(all.end(), m_put.begin(), m_put.end());
          return all;
      })
{
}

std::string OpenedHttp::fromGuest(std::string_view bytes)
{
    auto out = m_requests.feed(bytes);
    return problem() ? std::string() : out;
}

std::string OpenedHttp::fromServer(std::string_view bytes)
{
    auto out = m_answers.feed(bytes);
    if (const auto switched = m_answers.takeSwitch())
        m_forServer += m_requests.answered(*switched);
    return out;
}

std::optional<HttpProblem> OpenedHttp::readHead(std::string &head, const HttpHead &about)
{
    const auto secrets = m_secrets ? m_secrets() : nullptr;
    static const std::vector<ports::LineSecret> none;
    auto filled = fillSecrets(head, secrets ? *secrets : none, m_host, m_port);
    if (filled.misuse) {
        addOnce(m_misused, filled.misuse->secret);
        return HttpProblem{403, std::move(filled.misuse->sentence)};
    }
    if (filled.head.size() > kFilledHeadMax)
        return HttpProblem{431, "its head is too long with the secrets in it"};
    if (m_answers.unanswered() >= kUnansweredMax)
        return HttpProblem{400, "too many requests before it are not answered"};
    for (const auto &name : filled.used)
        addOnce(m_used, name);
    remember(std::move(filled.put));
    head = askingForIdentity(filled.head);
    explicit_bzero(filled.head.data(), filled.head.size());
    m_answers.asked(about);
    return std::nullopt;
}

/// Whatever becomes of its secret afterwards: the server has it, and may say it back.
void OpenedHttp::remember(Echoes put)
{
    for (auto &each : put) {
        auto &known = each.isOfOne ? m_putOfOne : m_put;
        const auto isSame = [&each](const Echo &other) {
            return other.value.reveal() == each.value.reveal();
        };
        if (std::ranges::any_of(known, isSame))
            continue;
        known.push_back(std::move(each));
        if (known.size() > (&known == &m_put ? kPutRemembered : kOfOneRemembered))
            known.erase(known.begin());
    }
}

} // namespace glovebox::egress
