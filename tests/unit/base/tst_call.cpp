// Role: letting go of an operation's handle cancels it, once.
#include "core/base/call.h"

#include <QTest>

#include <memory>

using glovebox::Call;

class CallTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goingOutOfScopeCancels()
    {
        int cancelled = 0;
        {
            const Call call([&] { ++cancelled; });
            QVERIFY(call);
        }
        QCOMPARE(cancelled, 1);
    }

    void cancelsOnce()
    {
        int cancelled = 0;
        Call call([&] { ++cancelled; });
        call.cancel();
        call.cancel();
        QVERIFY(!call);
        call = Call();
        QCOMPARE(cancelled, 1);
    }

    void movingHandsTheDutyOn()
    {
        int first = 0;
        int second = 0;
        Call a([&] { ++first; });
        Call b(std::move(a));
        QVERIFY(!a && b); // NOLINT(bugprone-use-after-move)
        b = Call([&] { ++second; });
        QCOMPARE(first, 1);
        QCOMPARE(second, 0);
    }

    void mayGoWhileItCancels()
    {
        auto call = std::make_unique<Call>();
        int cancelled = 0;
        *call = Call([&] {
            ++cancelled;
            call.reset();
        });
        call->cancel();
        QCOMPARE(cancelled, 1);
    }
};

QTEST_GUILESS_MAIN(CallTest)
#include "tst_call.moc"
