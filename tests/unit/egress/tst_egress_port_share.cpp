// How much of a stream may stand in front of what others say.
#include <QTest>

#include "core/egress/port_share.h"
#include "core/guest/protocol/limits.h"

using namespace glovebox;
using namespace glovebox::egress;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kWindow = guest::kNetWindow;
constexpr std::size_t kShare = kWindow / 4 + PortShare::kSharedChunk;

/// What goes of one that takes all it can, while the guest gives nothing back.
std::size_t goesOf(PortShare &share, std::uint32_t stream, std::size_t window, MonoTime now)
{
    std::size_t gone = 0;
    while (const auto room = share.room(window, window - gone, now)) {
        gone += room;
        share.moved(stream, now);
    }
    return gone;
}

} // namespace

class TestEgressPortShare : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoIsAloneHasTheWholeWindowInLargeFrames()
    {
        PortShare share;
        MonoTime now{1h};
        QCOMPARE(share.room(kWindow, kWindow, now), guest::kNetChunkMax);
        QCOMPARE(goesOf(share, 1, kWindow, now), kWindow);
        now += 2s; // another one, after it
        QCOMPARE(goesOf(share, 2, kWindow, now), kWindow);
    }

    void besideOthersAQuarterAndAFrameMayBeOnItsWay()
    {
        PortShare share;
        MonoTime now{1h};
        share.moved(7, now);
        share.moved(1, now);
        QCOMPARE(share.room(kWindow, kWindow, now), PortShare::kSharedChunk);
        QCOMPARE(goesOf(share, 1, kWindow, now), kShare);
        // The guest says what it took by the quarter: never is all that may be on its way less than that.
        QVERIFY(share.room(kWindow, kWindow - kShare + kWindow / 4, now) > 0);
        QCOMPARE(share.room(kWindow, kWindow - kShare, now), std::size_t{0});
        for (const std::size_t window : {std::size_t{1}, std::size_t{100}, std::size_t{16 << 10}, kWindow})
            QVERIFY(goesOf(share, 1, window, now) >= std::min(window, window / 4 + 1));
        QCOMPARE(share.room(kWindow, 0, now), std::size_t{0});
        QCOMPARE(share.room(kWindow, 5, now), std::size_t{0}); // too much is on its way already
        QCOMPARE(share.room(100, 500, now), std::size_t{500}); // a guest that gives back more than it was sent
    }

    void aSecondAfterTheOthersItIsAloneAgain()
    {
        PortShare share;
        MonoTime now{1h};
        share.moved(1, now);
        share.moved(2, now);
        now += 900ms;
        share.moved(1, now);
        QCOMPARE(share.room(kWindow, kWindow, now), PortShare::kSharedChunk); // it is the other one's second
        now += 900ms;
        share.moved(1, now);
        now += 500ms;
        share.moved(1, now);
        QCOMPARE(share.room(kWindow, kWindow, now), guest::kNetChunkMax);
        share.moved(2, now); // who comes now and then makes room for itself
        QCOMPARE(share.room(kWindow, kWindow, now), PortShare::kSharedChunk);
    }
};

QTEST_GUILESS_MAIN(TestEgressPortShare)
#include "tst_egress_port_share.moc"
