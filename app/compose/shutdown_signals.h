// Role: SIGINT and SIGTERM as calls in the event loop. Thread: main.
#pragma once

#include <QObject>

#include <functional>

namespace glovebox::compose {

class ShutdownSignals : public QObject {
public:
    /// `asked(n)`: the n-th time, beginning with 1.
    explicit ShutdownSignals(std::function<void(int)> asked, QObject *parent = nullptr);
    ~ShutdownSignals() override;

private:
    std::function<void(int)> m_asked;
    int m_count = 0;
};

} // namespace glovebox::compose
