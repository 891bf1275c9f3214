// Role: the window's checks of this host, on a thread of their own. Thread: GUI.
#pragma once

#include "app/bridge/host_check_desk.h"
#include "app/compose/settings.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace glovebox::compose {

class CheckWorker;

class HostCheckDesk final : public bridge::HostCheckDesk {
public:
    explicit HostCheckDesk(Settings settings);
    ~HostCheckDesk() override;

    Call check(const std::string &only, std::function<void(const domain::HostCheck &)> told,
               std::function<void()> done) override;

private:
    const Settings m_settings;
    QThread m_thread;
    CheckWorker *m_worker; // lives on m_thread
    QObject m_loop;        // where answers come to
};

} // namespace glovebox::compose
