// Role: wakes a Qt event loop from another thread without sharing anything but a counter in the kernel. A posted event
// would do as well, but its memory passes through an uninstrumented Qt, which ThreadSanitizer cannot follow; a read and
// a write on a descriptor it can.
// Thread: ring() from any; everything else on the thread that made it.
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace glovebox::bridge {

class Doorbell : public QObject {
    Q_OBJECT

public:
    explicit Doorbell(QObject *parent = nullptr);
    ~Doorbell() override;

    /// Of the counter, for a ringer that may outlive the bell; the caller closes it. -1: none could be made.
    int duplicateDescriptor() const;
    static void ring(int descriptor);

Q_SIGNALS:
    void rung();

private:
    void answer();

    int m_descriptor = -1;
    QSocketNotifier *m_notifier = nullptr;
};

/// Rings through a descriptor of its own, so that it works, without effect, after the bell is gone. Any thread.
class Ringer {
public:
    explicit Ringer(const Doorbell &bell);
    ~Ringer();
    Ringer(const Ringer &) = delete;
    Ringer &operator=(const Ringer &) = delete;

    void ring() const { Doorbell::ring(m_descriptor); }

private:
    int m_descriptor;
};

} // namespace glovebox::bridge
