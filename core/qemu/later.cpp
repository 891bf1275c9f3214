#include "core/qemu/later.h"

#include <QPointer>
#include <QTimer>

namespace glovebox::qemu {

void later(QObject *guard, std::function<void()> action)
{
    // A timer of its own: an action that deletes `guard` must not run inside an event that is delivered to it.
    auto *timer = new QTimer; // deletes itself
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, timer,
                     [timer, alive = QPointer<QObject>(guard), action = std::move(action)] {
                         timer->deleteLater();
                         if (alive)
                             action();
                     });
    timer->start(0);
}

} // namespace glovebox::qemu
