// Role: answers questions about this host as a test says, and notes them. Thread: GUI.
#pragma once

#include "app/bridge/host_check_desk.h"
#include "app/sample/sample_checks.h"

#include <QStringList>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace testsupport {

using namespace glovebox;

class FakeCheckDesk final : public bridge::HostCheckDesk {
public:
    std::vector<domain::HostCheck> host = sample::sampleChecks("good");
    QStringList asked; // ids; "all"
    bool held = false; // the first answers only, the rest with release()

    Call check(const std::string &only, std::function<void(const domain::HostCheck &)> told,
               std::function<void()> done) override
    {
        asked += only.empty() ? QStringLiteral("all") : QString::fromStdString(only);
        m_waiting = Waiting{only, std::move(told), std::move(done)};
        for (std::size_t i = 0; held && i < 2; ++i)
            if (only.empty())
                m_waiting->told(host[i]);
        if (!held)
            release();
        return Call([this] { m_waiting.reset(); });
    }
    bool isAsked() const { return m_waiting.has_value(); }
    void release()
    {
        if (!m_waiting)
            return;
        const auto now = *std::exchange(m_waiting, {});
        for (const auto &each : host)
            if (now.only.empty() || now.only == each.id)
                now.told(each);
        now.done();
    }

private:
    struct Waiting {
        std::string only;
        std::function<void(const domain::HostCheck &)> told;
        std::function<void()> done;
    };
    std::optional<Waiting> m_waiting;
};

} // namespace testsupport
