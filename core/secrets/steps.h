// Role: work of several asynchronous steps that answers once, and an answer that is known at once but may not be given
// from inside the call that asks for it. Thread: one with an event loop.
// Invariants: nothing is answered from inside the call that began it, nor after its handle is gone.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QObject>
#include <QPointer>

namespace glovebox::secrets {

/// Begins at the next turn of the loop; deletes itself when it has answered, or when its handle goes.
template <class T>
class Steps : public QObject {
public:
    Call start()
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_done)
                    begin();
            },
            Qt::QueuedConnection);
        return Call([guard = QPointer<Steps>(this)] {
            if (guard && std::exchange(guard->m_done, nullptr)) {
                guard->m_step.cancel();
                guard->deleteLater();
            }
        });
    }

protected:
    explicit Steps(Callback<T> done) : m_done(std::move(done)) {}

    virtual void begin() = 0;
    /// The last thing that a step does.
    void finish(Result<T> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(result));
        }
    }

    Call m_step; // the one at hand

private:
    Callback<T> m_done;
};

template <class T>
Call answerLater(Callback<T> done, Result<T> result)
{
    class Answered : public Steps<T> {
    public:
        Answered(Callback<T> answer, Result<T> known) : Steps<T>(std::move(answer)), m_known(std::move(known)) {}

    private:
        void begin() override { this->finish(std::move(m_known)); }
        Result<T> m_known;
    };
    return (new Answered(std::move(done), std::move(result)))->start();
}

} // namespace glovebox::secrets
