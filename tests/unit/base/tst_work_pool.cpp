#include "core/base/work_pool.h"

#include <QTest>
#include <QThread>

#include <future>

using namespace glovebox;

class WorkPoolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void workRunsElsewhereAndItsValueComesBackHere()
    {
        WorkPool pool;
        std::optional<int> value;
        QThread *answered = nullptr;
        const auto *here = QThread::currentThread();
        const auto call =
            pool.run<int>([here](const StopFlag &) -> Result<int> { return QThread::currentThread() == here ? 0 : 7; },
                          [&](Result<int> result) {
                              value = *result;
                              answered = QThread::currentThread();
                          });
        QVERIFY(!value);
        QTRY_COMPARE(value.value_or(-1), 7);
        QCOMPARE(answered, here);
    }

    void anErrorComesBackToo()
    {
        WorkPool pool;
        std::optional<Error> error;
        const auto call = pool.run<void>([](const StopFlag &) -> Result<> { return fail(ErrorCode::NotFound, "x"); },
                                         [&](Result<> result) { error = result.error(); });
        QTRY_VERIFY(error.has_value());
        QCOMPARE(error->code, ErrorCode::NotFound);
    }

    void workComesBackInTheOrderItWasGiven()
    {
        WorkPool pool;
        std::vector<int> order;
        std::vector<Call> calls;
        for (int i = 0; i < 20; ++i)
            calls.push_back(pool.run<int>([i](const StopFlag &) -> Result<int> { return i; },
                                          [&](Result<int> result) { order.push_back(*result); }));
        QTRY_COMPARE(order.size(), std::size_t{20});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }

    void whatIsCancelledIsToldToStopAndNeverAnswers()
    {
        WorkPool pool;
        std::promise<void> began;
        bool answered = false;
        bool stopped = false;
        auto call = pool.run<bool>(
            [&began](const StopFlag &stop) -> Result<bool> {
                began.set_value();
                while (!stop.raised())
                    std::this_thread::yield();
                return true;
            },
            [&](Result<bool>) { answered = true; });
        began.get_future().wait();
        call.cancel();
        const auto next = pool.run<bool>([](const StopFlag &) -> Result<bool> { return true; },
                                         [&](Result<bool>) { stopped = true; });
        QTRY_VERIFY(stopped); // the second begins only when the first has ended
        QVERIFY(!answered);
    }

    void cancelledWorkThatStillWaitsLetsGoOfWhatItHolds()
    {
        WorkPool pool;
        std::promise<void> release;
        const auto busy = pool.run<bool>(
            [released = release.get_future().share()](const StopFlag &) -> Result<bool> {
                released.wait();
                return true;
            },
            [](Result<bool>) {});
        auto archive = std::make_shared<int>(7);
        const std::weak_ptr<int> held = archive;
        bool answered = false;
        auto waits = pool.run<int>([archive = std::move(archive)](const StopFlag &) -> Result<int> { return *archive; },
                                   [&](Result<int>) { answered = true; });
        QVERIFY(!held.expired());
        waits.cancel();
        QVERIFY(held.expired());
        bool last = false;
        const auto next =
            pool.run<bool>([](const StopFlag &) -> Result<bool> { return true; }, [&](Result<bool>) { last = true; });
        release.set_value();
        QTRY_VERIFY(last);
        QVERIFY(!answered);
    }

    void destructionEndsRunningWork()
    {
        std::promise<void> began;
        bool answered = false;
        Call call;
        {
            WorkPool pool;
            call = pool.run<void>(
                [&began](const StopFlag &stop) -> Result<> {
                    began.set_value();
                    while (!stop.raised())
                        std::this_thread::yield();
                    return {};
                },
                [&](Result<>) { answered = true; });
            began.get_future().wait();
        }
        QCoreApplication::processEvents();
        QVERIFY(!answered);
    }
};

QTEST_GUILESS_MAIN(WorkPoolTest)
#include "tst_work_pool.moc"
