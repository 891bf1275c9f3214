// Role: the window's checks while it shows the sample: of a host that is not there. Thread: GUI.
#pragma once

#include "app/bridge/host_check_desk.h"
#include "app/sample/sample_checks.h"

#include <QTimer>

#include <memory>

namespace glovebox::compose {

class SampleCheckDesk final : public bridge::HostCheckDesk {
public:
    Call check(const std::string &only, std::function<void(const domain::HostCheck &)> told,
               std::function<void()> done) override
    {
        m_turn = std::make_unique<QTimer>();
        m_turn->setSingleShot(true);
        QObject::connect(m_turn.get(), &QTimer::timeout, m_turn.get(),
                         [only, told = std::move(told), done = std::move(done)] {
                             for (const auto &check : sample::sampleChecks())
                                 if (only.empty() || only == check.id)
                                     told(check);
                             done();
                         });
        m_turn->start(0);
        return Call([this] { m_turn->stop(); });
    }

private:
    std::unique_ptr<QTimer> m_turn;
};

} // namespace glovebox::compose
