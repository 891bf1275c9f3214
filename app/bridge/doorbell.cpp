#include "app/bridge/doorbell.h"

#include <cstdint>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace glovebox::bridge {

Doorbell::Doorbell(QObject *parent) : QObject(parent), m_descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_descriptor < 0) {
        qFatal("No event descriptor: the process has reached its limit of open files.");
        return;
    }
    m_notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Doorbell::answer);
}

Doorbell::~Doorbell()
{
    delete m_notifier; // before its descriptor goes
    ::close(m_descriptor);
}

int Doorbell::duplicateDescriptor() const
{
    return ::fcntl(m_descriptor, F_DUPFD_CLOEXEC, 0);
}

void Doorbell::ring(int descriptor)
{
    const std::uint64_t one = 1;
    // It can only fail when 2^64-1 rings are unanswered, and then the bell is ringing anyway.
    [[maybe_unused]] const ssize_t written = ::write(descriptor, &one, sizeof one);
}

void Doorbell::answer()
{
    std::uint64_t rings = 0;
    if (::read(m_descriptor, &rings, sizeof rings) == sizeof rings)
        Q_EMIT rung();
}

Ringer::Ringer(const Doorbell &bell) : m_descriptor(bell.duplicateDescriptor()) {}

Ringer::~Ringer()
{
    ::close(m_descriptor);
}

} // namespace glovebox::bridge
