#include "core/engine/trouble_log.h"

#include "core/engine/log.h"

namespace glovebox::engine {

using std::chrono::milliseconds;

namespace {

QByteArray seconds(milliseconds time)
{
    return QByteArray::number(static_cast<double>(time.count()) / 1000, 'g', 3) + " s";
}

} // namespace

void TroubleLog::failed(const Error &why, milliseconds next, milliseconds most)
{
    ++m_attempts;
    if (m_said == why.code) {
        qCDebug(lcEngine, "%s failed again, next try in %s: %s", m_what.c_str(), seconds(next).constData(),
                describe(why).c_str());
        return;
    }
    m_said = why.code;
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
