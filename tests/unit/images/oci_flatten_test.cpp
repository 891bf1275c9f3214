// What an image's layers become when they are laid over each other.
#include "tests/unit/images/oci_flatten_rig.h"

#include <QTest>

#include <clocale>

using namespace glovebox;
using namespace glovebox::images;
using testsupport::FlattenRig;
using testsupport::Packing;
using testsupport::TarItem;

class OciFlattenTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theUpperLayersFileIsTheOneThatIsSeen();
    void aWhiteoutHidesAFileAndAFolderOfTheLayersBelow();
    void aWhiteoutLeavesWhatItsOwnLayerHas();
    void anOpaqueFolderHidesOnlyWhatIsBelow();
    void aFileReplacesAFolderAndAFolderAFile();
    void hardLinksStayOneFile();
    void aHardLinkOutlivesItsTarget();
    void aHardLinkMayLeadIntoALayerBelow();
    void entriesFollowTheFolderLinksOfTheLayersBelow();
    void aLinkNeverLeadsOutOfTheRoot();
    void aFolderInPlaceOfALinkIsAFolder();
    void ownersPermissionsAndTimesAreKept();
    void aFoldersFactsComeFromTheLastLayerThatNamesIt();
    void whatMayTravelOfExtendedAttributesDoesAndNothingElse();
    void devicesAndPipesAreKept();
    void namesMayBeLongAndNeedNotBeText();
    void namesAreWrittenPlain();
    void holesAreFilled();
    void everyCompressionGivesTheSame();
    void severalFramesInARowAreOneLayer();
    void theSameLayersGiveTheSameBytes();
    void factsAndProgressSayWhatWasDone();
    void anImageWithoutLayersIsAnEmptyRoot();
    void aTarballIsFilteredByTheSameRules();
    void inATarballWhiteoutsAreNamesLikeOthers();
};

void OciFlattenTest::theUpperLayersFileIsTheOneThatIsSeen()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::folder("etc/"), TarItem::file("etc/motd", "old"), TarItem::file("etc/hosts", "h")});
    rig.image.addLayer({TarItem::file("etc/motd", "new"), TarItem::file("new/deep/file", "n")});
    QCOMPARE(rig.text(), std::string("etc/ etc/hosts=h etc/motd=new new/ new/deep/ new/deep/file=n"));
}

void OciFlattenTest::aWhiteoutHidesAFileAndAFolderOfTheLayersBelow()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("a", "1"), TarItem::file("b", "1"), TarItem::folder("d"),
                        TarItem::file("d/x", "1"), TarItem::file("keep/x", "1")});
    rig.image.addLayer({TarItem::whiteout("a"), TarItem::whiteout("d"), TarItem::whiteout("nothing/here")});
    rig.image.addLayer({TarItem::file("d/y", "3")});
    QCOMPARE(rig.text(), std::string("b=1 d/ d/y=3 keep/ keep/x=1"));
}

void OciFlattenTest::aWhiteoutLeavesWhatItsOwnLayerHas()
{
    FlattenRig rig;
    auto old = TarItem::folder("d", 0700);
    rig.image.addLayer({old, TarItem::file("d/old", "1"), TarItem::file("f", "1")});
    // In both orders: the specification lets a whiteout stand anywhere in its layer.
    rig.image.addLayer(
        {TarItem::file("d/new", "2"), TarItem::whiteout("d"), TarItem::whiteout("f"), TarItem::file("f", "2")});
    const auto result = rig.result();
    QVERIFY(!result.contains("d/old"));
    QCOMPARE(result.at("d/new").text, std::string("2"));
    QCOMPARE(result.at("f").text, std::string("2"));
    QCOMPARE(result.at("d").mode, 0755U); // not the hidden folder's
}

void OciFlattenTest::anOpaqueFolderHidesOnlyWhatIsBelow()
{
    FlattenRig rig;
    rig.image.addLayer(
        {TarItem::folder("d"), TarItem::file("d/old", "1"), TarItem::file("d/sub/old", "1"), TarItem::file("e", "1")});
    rig.image.addLayer(
        {TarItem::file("d/new", "2"), TarItem::opaque("d"), TarItem::file("d/sub/new", "2"), TarItem::opaque("none")});
    QCOMPARE(rig.text(), std::string("d/ d/new=2 d/sub/ d/sub/new=2 e=1"));
}

void OciFlattenTest::aFileReplacesAFolderAndAFolderAFile()
{
    FlattenRig rig;
    rig.image.addLayer(
        {TarItem::folder("a"), TarItem::file("a/x", "1"), TarItem::file("b", "1"), TarItem::file("c", "1")});
    rig.image.addLayer(
        {TarItem::file("a", "2"), TarItem::folder("b"), TarItem::file("b/y", "2"), TarItem::file("c/z", "2")});
    QCOMPARE(rig.text(), std::string("a=2 b/ b/y=2 c/ c/z=2"));
}

void OciFlattenTest::hardLinksStayOneFile()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("z", "content"), TarItem::hardLink("b", "z"), TarItem::hardLink("c", "b")});
    QCOMPARE(rig.text(), std::string("b=content c=>b z=>b"));
    QCOMPARE(rig.flatten()->content.value, std::uint64_t(7));
    FlattenRig links; // of symbolic links and pipes, too
    const TarItem pipe{.kind = TarItem::Kind::Fifo, .name = "p"};
    links.image.addLayer({TarItem::link("k", "z"), TarItem::link("l", "z"), TarItem::hardLink("m", "l"),
                          TarItem::hardLink("n", "l"), pipe, TarItem::hardLink("q", "p"),
                          TarItem::hardLink("k2", "k")});
    links.image.addLayer({TarItem::whiteout("l"), TarItem::whiteout("p")});
    QCOMPARE(links.text(), std::string("k->z k2=>k m->z n=>m q!"));
}

void OciFlattenTest::aHardLinkOutlivesItsTarget()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("gone", "one"), TarItem::hardLink("l1", "gone"), TarItem::hardLink("l2", "gone"),
                        TarItem::file("replaced", "two"), TarItem::hardLink("m", "replaced")});
    rig.image.addLayer({TarItem::whiteout("gone"), TarItem::file("replaced", "new")});
    QCOMPARE(rig.text(), std::string("l1=one l2=>l1 m=two replaced=new"));
}

void OciFlattenTest::aHardLinkMayLeadIntoALayerBelow()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("usr/bin/perl", "perl"), TarItem::link("bin", "usr/bin")});
    rig.image.addLayer({TarItem::hardLink("usr/bin/perl5", "bin/perl")});
    QCOMPARE(rig.text(), std::string("bin->usr/bin usr/ usr/bin/ usr/bin/perl=perl usr/bin/perl5=>usr/bin/perl"));
}

void OciFlattenTest::entriesFollowTheFolderLinksOfTheLayersBelow()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::folder("usr/bin"), TarItem::link("bin", "usr/bin"), TarItem::file("usr/bin/old", "1"),
                        TarItem::link("a", "b"), TarItem::link("b", "/usr"), TarItem::link("run", "var/run")});
    rig.image.addLayer({TarItem::file("bin/foo", "2"), TarItem::whiteout("bin/old"),
                        TarItem::file("a/bin/../bin2", "-"), TarItem::file("a/bin/up", "2"),
                        TarItem::file("run/pid", "2")});
    QVERIFY(rig.text().find("(error)=ImageBroken") == 0); // ".." in a name is refused
    FlattenRig good;
    good.image.addLayer({TarItem::folder("usr/bin"), TarItem::link("bin", "usr/bin"), TarItem::file("usr/bin/old", "1"),
                         TarItem::link("a", "b"), TarItem::link("b", "/usr/./bin/.."),
                         TarItem::link("run", "var/run")});
    good.image.addLayer({TarItem::file("bin/foo", "2"), TarItem::whiteout("bin/old"), TarItem::file("a/bin/up", "2"),
                         TarItem::file("run/pid", "2")});
    QCOMPARE(good.text(), std::string("a->b b->/usr/./bin/.. bin->usr/bin run->var/run usr/ usr/bin/ usr/bin/foo=2 "
                                      "usr/bin/up=2 var/ var/run/ var/run/pid=2"));
}

void OciFlattenTest::aLinkNeverLeadsOutOfTheRoot()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::link("up", "../../../../etc"), TarItem::link("abs", "/../../etc")});
    rig.image.addLayer({TarItem::file("up/passwd", "1"), TarItem::file("abs/shadow", "2")});
    QCOMPARE(rig.text(), std::string("abs->/../../etc etc/ etc/passwd=1 etc/shadow=2 up->../../../../etc"));

    FlattenRig loop;
    loop.image.addLayer({TarItem::link("a", "b"), TarItem::link("b", "a"), TarItem::file("a/x", "1")});
    QCOMPARE(loop.flatten().error().code, ErrorCode::ImageBroken);
}

void OciFlattenTest::aFolderInPlaceOfALinkIsAFolder()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("usr/bin/sh", "1"), TarItem::link("bin", "usr/bin")});
    rig.image.addLayer({TarItem::folder("bin"), TarItem::file("bin/foo", "2")});
    QCOMPARE(rig.text(), std::string("bin/ bin/foo=2 usr/ usr/bin/ usr/bin/sh=1"));
}

void OciFlattenTest::ownersPermissionsAndTimesAreKept()
{
    FlattenRig rig;
    auto file = TarItem::file("su", "x", 04755);
    file.uid = 1234;
    file.gid = 3'000'000'000;
    file.modified = 1'234'567'890;
    auto ancient = TarItem::file("ancient", "x");
    ancient.modified = -5;
    rig.image.addLayer({file, ancient, TarItem::folder("tmp", 01777)});
    const auto result = rig.result();
    QCOMPARE(result.at("su").mode, 04755U);
    QCOMPARE(result.at("su").uid, std::int64_t(1234));
    QCOMPARE(result.at("su").gid, std::int64_t(3'000'000'000));
    QCOMPARE(result.at("su").modified, std::int64_t(1'234'567'890));
    QCOMPARE(result.at("ancient").modified, std::int64_t(0)); // a packed root has no time before 1970
    QCOMPARE(result.at("tmp").mode, 01777U);
}

void OciFlattenTest::aFoldersFactsComeFromTheLastLayerThatNamesIt()
{
    FlattenRig rig;
    auto named = TarItem::folder("d", 0750);
    named.uid = 7;
    auto root = TarItem::folder("./", 0711);
    rig.image.addLayer({root, TarItem::folder("d", 0700)});
    rig.image.addLayer({named});
    rig.image.addLayer({TarItem::file("d/x", "3")});
    const auto result = rig.result();
    QCOMPARE(result.at("d").mode, 0750U);
    QCOMPARE(result.at("d").uid, std::int64_t(7));
    QCOMPARE(result.at(".").mode, 0711U);
}

void OciFlattenTest::whatMayTravelOfExtendedAttributesDoesAndNothingElse()
{
    const std::string capability("\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
                                 20);
    FlattenRig rig;
    auto ping = TarItem::file("ping", "x");
    ping.attributes = {{"security.capability", capability},
                       {"user.note", "n"},
                       {"trusted.overlay.opaque", "y"},
                       {"user.overlay.redirect", "/etc"},
                       {"security.selinux", "label"},
                       {"system.posix_acl_access", "acl"},
                       {"security.ima", "sig"}};
    auto folder = TarItem::folder("d");
    folder.attributes = {{"user.empty", ""}, {"trusted.overlay.opaque", "y"}};
    rig.image.addLayer({ping, folder});
    const auto result = rig.result();
    const std::map<std::string, std::string> wanted{{"security.capability", capability}, {"user.note", "n"}};
    QVERIFY(result.at("ping").attributes == wanted);
    QCOMPARE(result.at("d").attributes.size(), std::size_t(1));
}

void OciFlattenTest::devicesAndPipesAreKept()
{
    FlattenRig rig;
    const TarItem null{
        .kind = TarItem::Kind::CharacterDevice, .name = "dev/null", .mode = 0666, .major = 1, .minor = 3};
    const TarItem disk{.kind = TarItem::Kind::BlockDevice, .name = "dev/sda", .mode = 0660, .major = 8, .minor = 16};
    const TarItem pipe{.kind = TarItem::Kind::Fifo, .name = "pipe", .mode = 0600};
    // What an overlay file system keeps instead of ".wh.": it hides the file as that would.
    const TarItem overlay{.kind = TarItem::Kind::CharacterDevice, .name = "hidden", .mode = 0};
    rig.image.addLayer({null, disk, pipe, TarItem::file("hidden", "1")});
    rig.image.addLayer({overlay});
    const auto result = rig.result();
    QVERIFY(result.at("dev/null").kind == TarItem::Kind::CharacterDevice);
    QCOMPARE(result.at("dev/null").major, 1U);
    QCOMPARE(result.at("dev/null").minor, 3U);
    QVERIFY(result.at("dev/sda").kind == TarItem::Kind::BlockDevice);
    QVERIFY(result.at("pipe").kind == TarItem::Kind::Fifo);
    QVERIFY(!result.contains("hidden"));
}

void OciFlattenTest::namesMayBeLongAndNeedNotBeText()
{
    std::string longName;
    for (int part = 0; part < 12; ++part)
        longName += std::string(200, static_cast<char>('a' + part)) + '/';
    longName += "file";
    const std::string latin = "caf\xe9";
    const std::string other = "caf\xe8";
    FlattenRig rig;
    rig.image.addLayer({TarItem::file(longName, "long"), TarItem::file(latin, "1"), TarItem::file(other, "2"),
                        TarItem::file("grün", "3"), TarItem::link("l\xff", latin), TarItem::hardLink("h\xfe", other),
                        TarItem::link("longlink", longName)});
    const auto result = rig.result();
    QCOMPARE(result.at(longName).text, std::string("long"));
    QCOMPARE(result.at(latin).text, std::string("1"));
    QCOMPARE(result.at(other).text, std::string("2"));
    QCOMPARE(result.at("grün").text, std::string("3"));
    QCOMPARE(result.at("l\xff").text, latin);
    QCOMPARE(result.at("h\xfe").text, other);
    QCOMPARE(result.at("longlink").text, longName);
}

void OciFlattenTest::namesAreWrittenPlain()
{
    FlattenRig rig;
    rig.image.addLayer({TarItem::file("/abs", "1"), TarItem::file("./dot/./x", "2"),
                        TarItem::file("double//slash", "3"), TarItem::hardLink("./h", "/abs")});
    QCOMPARE(rig.text(), std::string("abs=1 dot/ dot/x=2 double/ double/slash=3 h=>abs"));
}

void OciFlattenTest::holesAreFilled()
{
    FlattenRig rig;
    auto sparse = TarItem::file("sparse", "data");
    sparse.size = 300'000;
    rig.image.addLayer({sparse, TarItem::file("after", "a")});
    const auto result = rig.result();
    QCOMPARE(result.at("sparse").text, "data" + std::string(300'000 - 4, '\0'));
    QCOMPARE(result.at("after").text, std::string("a"));
}

void OciFlattenTest::everyCompressionGivesTheSame()
{
    std::string first;
    for (const auto packing : {Packing::None, Packing::Gzip, Packing::Zstd}) {
        FlattenRig rig;
        rig.image.addLayer({TarItem::file("a", std::string(100'000, 'a')), TarItem::link("l", "a")}, packing);
        QVERIFY(rig.flatten().has_value());
        first = first.empty() ? rig.sink.bytes : first;
        QVERIFY(rig.sink.bytes == first);
    }
}

void OciFlattenTest::severalFramesInARowAreOneLayer()
{
    const auto tar = testsupport::tarOf({TarItem::file("a", std::string(5000, 'a')), TarItem::file("b", "b")});
    for (const auto packing : {Packing::Gzip, Packing::Zstd}) {
        FlattenRig rig;
        const auto blob =
            testsupport::packed(tar.substr(0, 700), packing) + testsupport::packed(tar.substr(700), packing);
        rig.image.addLayer(tar, packing); // for its diff_id
        auto layer = rig.image.descriptor(blob, std::string(rig.image.kLayerType) + "+gzip");
        rig.image.manifest["layers"] = nlohmann::json::array({layer});
        QCOMPARE(rig.text(), "a=" + std::string(5000, 'a') + " b=b");
    }
}

void OciFlattenTest::theSameLayersGiveTheSameBytes()
{
    std::string first;
    for (int time = 0; time < 2; ++time) {
        FlattenRig rig;
        auto file = TarItem::file("d/f", "x");
        file.attributes = {{"user.b", "1"}, {"user.a", "2"}};
        rig.image.addLayer({file, TarItem::hardLink("d/g", "d/f"), TarItem::file("z", "z"), TarItem::file("a", "a")});
        rig.image.addLayer({TarItem::file("d/f2", "y"), TarItem::whiteout("z"), TarItem::file("grün", "g")});
        std::setlocale(LC_ALL, time == 0 ? "C" : "C.UTF-8"); // a service often has no other
        QVERIFY(rig.flatten().has_value());
        first = first.empty() ? rig.sink.bytes : first;
        QVERIFY(rig.sink.bytes == first);
    }
    // Extended heads cost 1 KiB each: only what needs one has one.
    FlattenRig plain;
    plain.image.addLayer({TarItem::file("a", "1"), TarItem::file("b", "2")});
    QVERIFY(plain.flatten().has_value());
    QCOMPARE(plain.sink.bytes.size(), std::size_t(512 * (1 + 2 * 2 + 2)));
}

void OciFlattenTest::factsAndProgressSayWhatWasDone()
{
    FlattenRig rig;
    std::vector<FlattenProgress> told;
    rig.progress = [&](const FlattenProgress &now) {
        told.push_back(now);
    };
    rig.image.addLayer({TarItem::file("a", "12345"), TarItem::file("b", "678")}, Packing::None);
    rig.image.addLayer({TarItem::whiteout("b"), TarItem::hardLink("c", "a")});
    const auto facts = rig.flatten();
    QVERIFY(facts.has_value());
    QCOMPARE(facts->entries, std::uint64_t(3)); // the root, a, c
    QCOMPARE(facts->content.value, std::uint64_t(5));
    QCOMPARE(facts->layers.size(), std::size_t(2));
    QCOMPARE(facts->layers[0].stored, facts->layers[0].unpacked);
    QVERIFY(facts->layers[1].stored < facts->layers[1].unpacked);
    QCOMPARE(told.size(), std::size_t(4));
    QVERIFY(told[0].step == FlattenProgress::Step::Checking && told[0].layer == 1 && told[0].layers == 2);
    QVERIFY(told[3].step == FlattenProgress::Step::Writing && told[3].layer == 2);
    const auto stored = facts->layers[0].stored.value + facts->layers[1].stored.value;
    QCOMPARE(told[0].total.value, 2 * stored);
    QCOMPARE(told[3].done.value, stored + facts->layers[0].stored.value);
}

void OciFlattenTest::anImageWithoutLayersIsAnEmptyRoot()
{
    FlattenRig rig;
    QCOMPARE(rig.text(), std::string());
    QCOMPARE(rig.flatten()->entries, std::uint64_t(1));
    FlattenRig empty;
    empty.image.addLayer(std::string_view(), Packing::Gzip);
    empty.image.addLayer(testsupport::tarOf({}), Packing::None);
    QCOMPARE(empty.text(), std::string());
    QCOMPARE(empty.flatten()->entries, std::uint64_t(1));
}

void OciFlattenTest::aTarballIsFilteredByTheSameRules()
{
    QTemporaryDir folder;
    testsupport::OciFixture files(folder.path().toStdString());
    auto setuid = TarItem::file("./usr/bin/su", "su", 04755);
    setuid.attributes = {{"security.selinux", "label"}};
    const auto tar = testsupport::tarOf({TarItem::folder("./"), setuid, TarItem::link("./bin", "usr/bin")});
    const StopFlag stop;
    std::string first;
    for (const auto packing : {Packing::None, Packing::Gzip, Packing::Zstd, Packing::Xz}) {
        const auto digest = files.addBlob(testsupport::packed(tar, packing));
        testsupport::StringSink sink;
        const auto facts = filterTarball(files.blobFile(digest), {}, sink, {}, stop);
        QVERIFY2(facts.has_value(), facts ? "" : describe(facts.error()).c_str());
        QCOMPARE(facts->digest, digest);
        QCOMPARE(facts->entries, std::uint64_t(5));
        first = first.empty() ? sink.bytes : first;
        QVERIFY(sink.bytes == first);
    }
    const auto items = testsupport::itemsOf(first);
    QCOMPARE(items.back().name, std::string("bin"));
    QCOMPARE(items[3].mode, 04755U);
    QVERIFY(items[3].attributes.empty());

    testsupport::StringSink sink;
    const auto noTar = files.blobFile(files.addBlob("this is no tar file, just a line of text"));
    QCOMPARE(filterTarball(noTar, {}, sink, {}, stop).error().code, ErrorCode::ImageBroken);
    QCOMPARE(filterTarball(folder.path().toStdString() + "/none", {}, sink, {}, stop).error().code,
             ErrorCode::NotFound);
}

void OciFlattenTest::inATarballWhiteoutsAreNamesLikeOthers()
{
    QTemporaryDir folder;
    testsupport::OciFixture files(folder.path().toStdString());
    const auto digest = files.addBlob(testsupport::tarOf({TarItem::file("a", "1"), TarItem::whiteout("a")}));
    testsupport::StringSink sink;
    const StopFlag stop;
    QCOMPARE(filterTarball(files.blobFile(digest), {}, sink, {}, stop)->entries, std::uint64_t(3));
}

QTEST_GUILESS_MAIN(OciFlattenTest)
#include "oci_flatten_test.moc"
