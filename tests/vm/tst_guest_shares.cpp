// What a guest may read and write of its disk in a second, through a snapshot and a waking.
#include "tests/vm/guest_fixture.h"
#include "tests/vm/snapshot_fixture.h"

using namespace glovebox;
using namespace glovebox::test;

namespace {

/// Milliseconds of the guest's clock that 4 MiB take, past its page cache.
constexpr const char *kWriting = "a=$(date +%s%3N); dd if=/dev/zero of=written bs=64k count=64 oflag=direct "
                                 "status=none && sync; b=$(date +%s%3N); rm written; echo $((b - a))";
constexpr int kLeast = 2000;

} // namespace

class TestGuestShares : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDisksRateHoldsAlsoAfterASnapshot()
    {
        GuestFixture guest;
        auto spec = guestSpec("tpl-guest", ByteCount::mib(256));
        spec.freezable = true;
        QVERIFY(guest.boot(std::move(spec)));
        guest.link.reset();
        const auto base = guest.vm().freeze(std::move(guest.machine));
        QVERIFY2(base, base ? "" : describe(base.error()).c_str());
        auto limited = cloneSpec("sbx-limited", *base);
        limited.shares.diskRate = ByteCount::mib(1);
        auto started = guest.vm().start(std::move(limited));
        QVERIFY2(started, started ? "" : describe(started.error()).c_str());
        QVERIFY(guest.greet(*std::move(started), "sbx-limited"));
        const int first = guest.bash(kWriting).toInt();
        QVERIFY2(first > kLeast, qPrintable(QString::number(first)));
        const auto snapshot = taken(*guest.machine, originOf("snap-limited"));
        QVERIFY2(snapshot, snapshot ? "" : describe(snapshot.error()).c_str());
        const int second = guest.bash(kWriting).toInt();
        qInfo("4 MiB at 1 MiB/s: %d ms, after a snapshot %d ms", first, second);
        QVERIFY2(second > kLeast, qPrintable(QString::number(second)));
        guest.link.reset();
        guest.machine.reset();
        QVERIFY(guest.vm().clean());
    }
};

QTEST_GUILESS_MAIN(TestGuestShares)
#include "tst_guest_shares.moc"
