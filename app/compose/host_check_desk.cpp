#include "app/compose/host_check_desk.h"

#include "app/compose/host_examination.h"
#include "core/system/paths.h"

namespace glovebox::compose {

/// Has at most one examination; a new one ends the one before.
class CheckWorker : public QObject {
public:
    std::unique_ptr<HostExamination> examination;
};

HostCheckDesk::HostCheckDesk(Settings settings) : m_settings(std::move(settings)), m_worker(new CheckWorker)
{
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("host-checks"));
    m_thread.start();
}

HostCheckDesk::~HostCheckDesk()
{
    m_thread.quit();
    m_thread.wait();
}

Call HostCheckDesk::check(const std::string &only, std::function<void(const domain::HostCheck &)> told,
                          std::function<void()> done)
{
    const auto wanted = std::make_shared<bool>(true); // read and written on the window's thread only
    const auto tell = [loop = &m_loop, wanted, told = std::move(told)](const domain::HostCheck &check) {
        QMetaObject::invokeMethod(
            loop,
            [wanted, told, check] {
                if (*wanted)
                    told(check);
            },
            Qt::QueuedConnection);
    };
    const auto end = [loop = &m_loop, wanted, done = std::move(done)] {
        QMetaObject::invokeMethod(
            loop,
            [wanted, done] {
                if (std::exchange(*wanted, false))
                    done();
            },
            Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, settings = m_settings, only, tell, end] {
        worker->examination.reset();
        auto folders = system::layoutOfProcess(settings.dataDir);
        if (!folders) {
            tell({"folders", domain::CheckGroup::Must, "Our folders", domain::CheckStatus::Fail, folders.error().detail,
                  "Disks, the ledger, sockets and the guest image are kept in them.", "",
                  "The engine does not start."});
            return end();
        }
        worker->examination =
            std::make_unique<HostExamination>(settings, *std::move(folders), HostQuestion{.only = only}, tell,
                                              end); // kept until the next: it is who calls `end`
    });
    return Call([wanted, worker = m_worker] {
        if (std::exchange(*wanted, false))
            QMetaObject::invokeMethod(worker, [worker] { worker->examination.reset(); });
    });
}

} // namespace glovebox::compose
