// The images of an engine, as the operator sees them: what there is, imports, names, looks at files, removals.
#include "tests/support/engine_rig.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::ImageState;
using Kind = api::Verdict::Kind;

namespace {

struct Rig : testsupport::EngineRig {
    Rig() : EngineRig(settings())
    {
        hypervisor.canCloneAnswer = {};
        hypervisor.canSnapshotAnswer = {};
        hypervisor.store().keepsTemplates = true;
    }
    static api::EngineSettings settings()
    {
        auto s = defaultSettings();
        s.warm = 0;
        return s;
    }

    ImageId python()
    {
        Image image{.id = ImageId("img-none")};
        image.rootSize = ByteCount::mib(50);
        return library.put("python:3.12", image);
    }
    const api::ImageView &view(const std::string &id) const { return imageViews.at(id); }
    const api::ImageView &view(const ImageId &id) const { return imageViews.at(id.value()); }
    std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (const auto &[id, each] : imageViews)
            all.insert(all.end(), each.image.names.begin(), each.image.names.end());
        std::ranges::sort(all);
        return all;
    }
    Operation operation(OperationKind kind) const
    {
        const auto found =
            std::ranges::find_if(operations, [&](const auto &entry) { return entry.second.kind == kind; });
        return found == operations.end() ? Operation{.id = OperationId("none")} : found->second;
    }
    api::Verdict cancel(OperationKind kind) { return engine->maintain(api::CancelOperation{operation(kind).id}); }
};

} // namespace

class TestImages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBuiltInImageIsTheDefaultOneAndOthersStandBesideIt()
    {
        Rig rig;
        const auto id = rig.python();
        rig.start();
        QCOMPARE(rig.names(), (std::vector<std::string>{"default", "python:3.12"}));
        QVERIFY(rig.view("default").isDefault && !rig.view(id).isDefault);
        QVERIFY(rig.view(id).state == ImageState::Ready);
        QCOMPARE(rig.view(id).image.rootSize.value, ByteCount::mib(50).value);
    }

    void whatAnotherProgramBringsInIsFound()
    {
        Rig rig;
        rig.start();
        const auto id = rig.python();
        rig.pass(61s);
        QVERIFY(rig.imageViews.contains(id.value()));
        rig.library.images.clear();
        rig.pass(61s);
        QVERIFY(!rig.imageViews.contains(id.value()));
        QVERIFY(rig.imageViews.contains("default"));
    }

    void anImportShowsItsProgressAndIsAnImageThen()
    {
        Rig rig;
        rig.library.offerContent("docker.io/library/node", "node");
        rig.library.holdImports();
        rig.start();
        QVERIFY(rig.engine->act(api::ImportImage{"docker.io/library/node:22", {}, {}, false}).kind == Kind::Accepted);
        QVERIFY(rig.view("import-1").state == ImageState::Importing);
        rig.pass(2s);
        rig.library.tellImports({"Reading layer 3 of 7", 3, 7, ByteCount::mib(30), ByteCount::mib(60), {}});
        QCOMPARE(rig.view("import-1").step, std::string("Reading layer 3 of 7"));
        QCOMPARE(rig.view("import-1").progress, std::optional(0.5));
        QCOMPARE(rig.view("import-1").layersAll, 7);
        auto operation = rig.operation(OperationKind::ImportImage);
        QVERIFY(operation.state == OperationState::Running && operation.canCancel);
        QCOMPARE(operation.step, std::string("Reading layer 3 of 7"));
        QCOMPARE(operation.progress, std::optional(0.5));
        rig.library.finishImports();
        rig.pass(1s);
        QVERIFY(!rig.imageViews.contains("import-1"));
        QCOMPARE(rig.names(), (std::vector<std::string>{"default", "node:22"}));
        QVERIFY(rig.operation(OperationKind::ImportImage).state == OperationState::Done);
    }

    void anImportCanBeCancelledAndLeavesNoRow()
    {
        Rig rig;
        rig.library.offerContent("node", "node");
        rig.library.holdImports();
        rig.start();
        rig.engine->act(api::ImportImage{"node:22", {}, {}, false});
        rig.pass(2s);
        QCOMPARE(rig.library.importsRunning(), std::size_t{1});
        QVERIFY(rig.cancel(OperationKind::ImportImage).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.library.importsRunning(), std::size_t{0});
        QVERIFY(!rig.imageViews.contains("import-1"));
        QVERIFY(rig.operation(OperationKind::ImportImage).state == OperationState::Cancelled);
    }

    void aPathIsWholeAndNotOfOurOwnFolder()
    {
        Rig rig;
        rig.start();
        for (const char *source : {"oci:layout", "oci:./layout:1", "oci:"}) {
            const auto verdict = rig.engine->act(api::ImportImage{source, {}, {}, false});
            QVERIFY(verdict.kind == Kind::Denied && verdict.reason == "The source needs its whole path, from / on.");
        }
        QVERIFY(rig.engine->act(api::ImportImage{"oci:/srv/layout:1", {}, {}, false}).kind == Kind::Accepted);
    }

    void aFailedImportSaysWhyAndItsRowCanBeRemoved()
    {
        Rig rig;
        rig.start();
        rig.engine->act(api::ImportImage{"nowhere:1", {}, {}, false});
        rig.pass(2s);
        QVERIFY(rig.view("import-1").state == ImageState::Failed);
        QVERIFY(rig.view("import-1").problem->code == ErrorCode::NotFound);
        QVERIFY(rig.operation(OperationKind::ImportImage).state == OperationState::Failed);
        QVERIFY(rig.engine->act(api::RemoveImage{ImageId("import-1")}).kind == Kind::Accepted);
        QVERIFY(!rig.imageViews.contains("import-1"));
    }

    void whatIsNoSourceOrNoNameIsRefusedInWords()
    {
        Rig rig;
        rig.start();
        const auto refused = [&](const api::ImportImage &wanted, const char *says) {
            const auto verdict = rig.engine->act(wanted);
            return verdict.kind == Kind::Denied && verdict.reason.find(says) != std::string::npos;
        };
        QVERIFY(refused({"bad", {}, {}, false}, "'bad' is not a reference"));
        QVERIFY(refused({"node:22", "default", {}, false}, "built-in"));
        QVERIFY(refused({"node:22", "two\nlines", {}, false}, "one line"));
        QVERIFY(refused({"node:22", {}, "auth.json", false}, "whole path"));
        QVERIFY(rig.operations.empty());
    }

    void theSameImportTwiceIsOne()
    {
        Rig rig;
        rig.library.holdImports();
        rig.start();
        rig.engine->act(api::ImportImage{"node:22", {}, {}, false});
        QVERIFY(rig.engine->act(api::ImportImage{"node:22", {}, {}, false}).kind == Kind::AlreadySo);
        for (int i = 0; i < 3; ++i)
            QVERIFY(rig.engine->act(api::ImportImage{"other" + std::to_string(i), {}, {}, false}).kind ==
                    Kind::Accepted);
        QVERIFY(rig.engine->act(api::ImportImage{"one/more", {}, {}, false}).kind == Kind::Denied);
    }

    void anImageGetsAnotherName()
    {
        Rig rig;
        const auto id = rig.python();
        rig.start();
        QVERIFY(rig.engine->act(api::NameImage{id, "py"}).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.view(id).image.names, (std::vector<std::string>{"py", "python:3.12"}));
        QVERIFY(rig.engine->act(api::NameImage{id, "py"}).kind == Kind::AlreadySo);
        QVERIFY(rig.engine->act(api::NameImage{ImageId("default"), "mine"}).kind == Kind::Denied);
        QVERIFY(rig.engine->act(api::NameImage{id, "default"}).kind == Kind::Denied);
    }

    void aLookAtItsFilesTellsWhatItFound()
    {
        Rig rig;
        const auto id = rig.python();
        rig.start();
        QVERIFY(rig.engine->act(api::VerifyImage{id}).kind == Kind::Accepted);
        QVERIFY(rig.view(id).verifying);
        rig.pass(1s);
        QVERIFY(!rig.view(id).verifying && rig.view(id).verifiedAt && !rig.view(id).problem);
        rig.library.damage[id] = "layer 2 is not what it was";
        rig.engine->act(api::VerifyImage{id});
        rig.pass(1s);
        QVERIFY(!rig.view(id).verifiedAt);
        QCOMPARE(rig.view(id).problem->detail, std::string("layer 2 is not what it was"));
        QVERIFY(rig.operation(OperationKind::VerifyImage).state == OperationState::Failed);
    }

    void aLookThatFindsLessThanThereWasIsNoDamage()
    {
        Rig rig;
        const auto id = rig.python();
        rig.library.gone = 1;
        rig.start();
        rig.engine->act(api::VerifyImage{id});
        rig.pass(1s);
        QVERIFY(rig.view(id).verifiedAt && !rig.view(id).problem);
    }

    void aLookCanBeCancelled()
    {
        Rig rig;
        const auto id = rig.python();
        rig.library.hold("verify");
        rig.start();
        rig.engine->act(api::VerifyImage{id});
        rig.pass(2s);
        QVERIFY(rig.cancel(OperationKind::VerifyImage).kind == Kind::Accepted);
        QVERIFY(!rig.view(id).verifying && !rig.view(id).problem);
        QVERIFY(rig.operation(OperationKind::VerifyImage).state == OperationState::Cancelled);
    }

    void whatNoImageNeedsIsRemovedAndCounted()
    {
        Rig rig;
        rig.library.unneeded = ByteCount::mib(7);
        rig.library.hold("collect");
        rig.start();
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::Accepted);
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::AlreadySo);
        rig.pass(2s);
        QVERIFY(rig.cancel(OperationKind::CollectImages).kind == Kind::Accepted);
        rig.library.letGo("collect");
        rig.operations.clear();
        rig.engine->act(api::CollectImages{});
        rig.pass(1s);
        QCOMPARE(rig.library.unneeded.value, std::uint64_t{0});
        QCOMPARE(rig.library.count("collect"), 2);
    }

    void whatTheLibraryTakesIsToldAndAgainAfterRemovingTheUnneeded()
    {
        Rig rig;
        rig.library.unneeded = ByteCount::mib(7);
        rig.start();
        rig.pass(1s);
        QVERIFY(rig.host.diskImages);
        QCOMPARE(rig.host.diskImages->unneeded.value, ByteCount::mib(7).value);
        rig.engine->act(api::CollectImages{});
        rig.pass(2s);
        QCOMPARE(rig.host.diskImages->unneeded.value, std::uint64_t{0});
    }

    void theAgentImageIsBuiltAsAnImageThatComes()
    {
        Rig rig;
        rig.start();
        QVERIFY(rig.host.canBuildImages);
        QVERIFY(rig.engine->act(api::BuildAgentImage{true}).kind == Kind::Accepted);
        QVERIFY(rig.engine->act(api::BuildAgentImage{}).kind == Kind::AlreadySo);
        QCOMPARE(rig.builder.begun, 1);
        QVERIFY(rig.builder.wasAnew);
        rig.pass(2s);
        rig.builder.tell({.step = "Fetching 148 MiB for 143 packages"});
        rig.builder.tell({.step = "Installing (step 4 of 6)", .done = ByteCount::mib(30), .total = ByteCount::mib(60)});
        QCOMPARE(rig.view("import-1").image.names.front(), std::string("agent"));
        QVERIFY(rig.view("import-1").image.origin == ImageOrigin::Built);
        QCOMPARE(rig.view("import-1").progress, std::optional(0.5));
        const auto operation = rig.operation(OperationKind::ImportImage);
        QVERIFY(operation.state == OperationState::Running && operation.canCancel);
        QVERIFY(std::ranges::any_of(operation.log,
                                    [](const auto &step) { return step.text == "Fetching 148 MiB for 143 packages"; }));
        Image image{.id = ImageId("img-agent")};
        image.rootSize = ByteCount::mib(210);
        rig.builder.finish(image);
        rig.pass(1s);
        QVERIFY(!rig.imageViews.contains("import-1"));
        QVERIFY(rig.operation(OperationKind::ImportImage).state == OperationState::Done);
    }

    void aBuildIsCancelledOrFailsLikeAnImport()
    {
        Rig rig;
        rig.start();
        rig.engine->act(api::BuildAgentImage{});
        rig.pass(2s);
        QVERIFY(rig.cancel(OperationKind::ImportImage).kind == Kind::Accepted);
        QCOMPARE(rig.builder.cancelled, 1);
        QVERIFY(!rig.imageViews.contains("import-1"));
        rig.operations.clear();
        rig.engine->act(api::BuildAgentImage{});
        rig.builder.finish(fail(ErrorCode::NetworkError, "the mirror does not answer"));
        rig.pass(1s);
        QVERIFY(rig.view("import-2").state == ImageState::Failed);
        QVERIFY(rig.view("import-2").problem->code == ErrorCode::NetworkError);
        QVERIFY(rig.engine->act(api::RemoveImage{ImageId("import-2")}).kind == Kind::Accepted);
    }

    void anImageThatNothingStandsOnIsRemoved()
    {
        Rig rig;
        const auto id = rig.python();
        rig.start();
        QVERIFY(rig.engine->act(api::RemoveImage{ImageId("default")}).kind == Kind::Denied);
        QVERIFY(rig.engine->act(api::RemoveImage{id}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(!rig.imageViews.contains(id.value()));
        QVERIFY(rig.library.images.empty());
    }

    void whatIsUnderWayWithAnImageIsNotCutShort()
    {
        Rig rig;
        const auto id = rig.python();
        rig.library.hold("remove");
        rig.start();
        QVERIFY(rig.engine->act(api::RemoveImage{id}).kind == Kind::Accepted);
        for (const auto &verdict : {rig.engine->act(api::NameImage{id, "py"}), rig.engine->act(api::VerifyImage{id}),
                                    rig.engine->act(api::RemoveImage{id})})
            QVERIFY2(verdict.reason.find("Removing") != std::string::npos, verdict.reason.c_str());
    }

    void anImageThatAnotherProgramUsesStaysAndSaysSo()
    {
        Rig rig;
        const auto id = rig.python();
        rig.library.usedElsewhere.insert(id);
        rig.start();
        rig.engine->act(api::RemoveImage{id});
        rig.pass(1s);
        QVERIFY(rig.view(id).problem && rig.view(id).problem->code == ErrorCode::Conflict);
    }

    void aStopEndsImportsAndTheNextStartGoesOn()
    {
        Rig rig;
        rig.library.holdImports();
        rig.start();
        rig.engine->act(api::ImportImage{"node:22", {}, {}, false});
        rig.pass(2s);
        rig.engine->drain();
        rig.pass(1s);
        QCOMPARE(rig.library.importsRunning(), std::size_t{0});
        QVERIFY(rig.operation(OperationKind::ImportImage).state == OperationState::Cancelled);
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::Denied);
        rig.start();
        rig.pass(1s);
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::Accepted);
    }

    void withoutALibraryTheBuiltInImageIsAllThereIs()
    {
        testsupport::EngineRig rig(testsupport::EngineRig::Options{.keepsImages = false});
        rig.start();
        QCOMPARE(rig.imageViews.size(), std::size_t{1});
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::Denied);
        const auto verdict = rig.engine->createSandbox({.name = "x", .image = "python:3.12"});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("default") != std::string::npos, verdict.reason.c_str());
    }
};

QTEST_GUILESS_MAIN(TestImages)
#include "tst_images.moc"
