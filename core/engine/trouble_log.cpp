#include "core/engine/trouble_log.h"

#include "core/engine/log.h"

#include <algorithm>
#include <string_view>

namespace glovebox::engine {

using std::chrono::milliseconds;

namespace {

constexpr std::chrono::hours kSayAgainAfter{1};

QByteArray seconds(milliseconds time)
{
    return QByteArray::number(static_cast<double>(time.count()) / 1000, 'g', 3) + " s";
}

/// The words of a text that hold no digit: addresses, ids of requests and times differ with each attempt.
std::string withoutNumbers(std::string_view text)
{
    std::string kept;
    while (!text.empty()) {
        const auto word = text.substr(0, std::max<std::size_t>(text.find(' '), 1));
        if (word.find_first_of("0123456789") == std::string_view::npos)
            kept += word;
        text.remove_prefix(word.size());
    }
    return kept;
}

} // namespace

void TroubleLog::failed(const Error &why, milliseconds next, milliseconds most)
{
    const auto now = m_clock.now();
    if (m_attempts++ == 0)
        m_began = now;
    Said said{why.code, withoutNumbers(why.detail)};
    const bool same = m_said == said;
    if (same && now - m_saidAt < kSayAgainAfter) {
        qCDebug(lcEngine, "%s failed again, next try in %s: %s", m_what.c_str(), seconds(next).constData(),
                describe(why).c_str());
        return;
    }
    m_said = std::move(said);
    m_saidAt = now;
    if (same) {
        qCWarning(lcEngine, "%s failed again (%d attempts, for %lld h), next try in %s: %s", m_what.c_str(), m_attempts,
                  static_cast<long long>((now - m_began) / std::chrono::hours(1)), seconds(next).constData(),
                  describe(why).c_str());
        return;
    }
    const auto later = next < most ? ", later every " + seconds(most) : QByteArray();
    qCWarning(lcEngine, "%s failed, next try in %s%s: %s", m_what.c_str(), seconds(next).constData(), later.constData(),
              describe(why).c_str());
}

void TroubleLog::over()
{
    if (!m_said)
        return;
    qCInfo(lcEngine, "%s works again after %d failed %s", m_what.c_str(), m_attempts,
           m_attempts == 1 ? "attempt" : "attempts");
    m_said.reset();
    m_attempts = 0;
}

} // namespace glovebox::engine
