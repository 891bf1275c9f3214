// Images, templates, operations and the past of the sample.
#include "tests/unit/sample/played_sample.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;
using api::DefinedTemplateState;
using api::ImageState;
using domain::OperationKind;
using domain::OperationState;

class SampleLibraryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anImageIsImportedAndKnownByItsContent()
    {
        PlayedSample play;
        const auto verdict = play.engine().act(api::ImportImage{"registry.example/team/tools:2"});
        QVERIFY(accepted(verdict));
        const domain::ImageId import(verdict.object.substr(6));
        QCOMPARE(play.world().images.at(import).state, ImageState::Importing);
        play.pass(4s);
        QVERIFY(play.world().images.at(import).progress.value_or(0) > 0);
        QVERIFY(play.passUntil([&] { return !play.world().images.contains(import); }));
        const auto came = std::ranges::find_if(play.world().images, [](const auto &entry) {
            return entry.second.image.names == std::vector<std::string>{"registry.example/team/tools:2"};
        });
        QVERIFY(came != play.world().images.end());
        QCOMPARE(came->second.state, ImageState::Ready);
        QVERIFY(came->first.value().starts_with("img-"));
        QVERIFY(accepted(play.engine().act(api::RemoveImage{came->first})));
    }
    void anImportIsCancelled()
    {
        PlayedSample play;
        const auto verdict = play.engine().act(api::ImportImage{"registry.example/team/tools:2"});
        const domain::ImageId import(verdict.object.substr(6));
        play.pass(1s);
        QVERIFY(accepted(play.engine().act(api::CancelImport{import})));
        QVERIFY(!play.world().images.contains(import));
        QCOMPARE(play.operation(OperationKind::ImportImage)->state, OperationState::Cancelled);
    }
    void whatIsUsedStays()
    {
        PlayedSample play;
        for (const auto &[id, view] : std::map(play.world().images))
            if (view.isDefault || view.templates > 0)
                QVERIFY(denied(play.engine().act(api::RemoveImage{id})));
        QVERIFY(denied(play.engine().act(api::ForgetTemplate{sample::kSampleMadeTemplate})));
    }
    void aTemplateIsSavedBuiltAndForgotten()
    {
        PlayedSample play;
        QVERIFY(denied(play.engine().act(api::SaveTemplate{""})));
        QVERIFY(accepted(play.engine().act(api::SaveTemplate{"mine"})));
        QCOMPARE(play.world().defined.at("mine").state, DefinedTemplateState::Draft);
        QVERIFY(accepted(play.engine().act(api::BuildTemplate{"mine"})));
        QCOMPARE(play.world().defined.at("mine").state, DefinedTemplateState::Building);
        QVERIFY(play.passUntil([&] { return play.world().defined.at("mine").state == DefinedTemplateState::Ready; }));
        QCOMPARE(play.world().defined.at("mine").versions.size(), std::size_t{1});
        QVERIFY(!play.world().defined.at("mine").log.empty());
        const auto made = play.engine().createSandbox({.base = "mine"});
        QVERIFY(accepted(made));
        QVERIFY(accepted(play.engine().act(api::ForgetTemplate{"mine"})));
        QVERIFY(!play.world().defined.contains("mine"));
    }
    void aBuildIsCancelled()
    {
        PlayedSample play;
        QVERIFY(accepted(play.engine().act(api::BuildTemplate{sample::kSampleMadeTemplate})));
        play.pass(1s);
        QVERIFY(accepted(play.engine().act(api::CancelTemplateBuild{sample::kSampleMadeTemplate})));
        QVERIFY(play.world().defined.at(sample::kSampleMadeTemplate).state != DefinedTemplateState::Building);
    }
    void whatWasUnderWayAtTheBeginningEnds()
    {
        PlayedSample play;
        QVERIFY(play.passUntil([&] {
            const bool imports = std::ranges::any_of(
                play.world().images, [](const auto &entry) { return entry.second.state == ImageState::Importing; });
            const bool takes = std::ranges::any_of(play.world().snapshots, [](const auto &entry) {
                return entry.second.state == domain::SnapshotState::Taking;
            });
            const bool builds = std::ranges::any_of(play.world().templates, [](const auto &entry) {
                return entry.second.state == domain::TemplateState::Building;
            });
            return !imports && !takes && !builds;
        }));
    }
    void whatTheWindowDoesIsShownAndTheWishToCancelComesBack()
    {
        PlayedSample play;
        api::ReportOperation report{
            .kind = OperationKind::Export, .object = "audit", .name = "audit.csv", .step = "Writing"};
        QVERIFY(accepted(play.engine().maintain(report)));
        const auto id = play.operation(OperationKind::Export)->id;
        QVERIFY(accepted(play.engine().maintain(api::CancelOperation{id})));
        QVERIFY(play.world().operations.at(id).cancelAsked);
        report.state = OperationState::Cancelled;
        QVERIFY(accepted(play.engine().maintain(report)));
        QCOMPARE(play.world().operations.at(id).operation.state, OperationState::Cancelled);
        QVERIFY(denied(play.engine().maintain(api::ReportOperation{.kind = OperationKind::Fork})));
    }
    void thePastAnswers()
    {
        PlayedSample play;
        QVERIFY(accepted(play.engine().ask({.ticket = 5, .question = domain::AuditPage{.most = 50}})));
        QVERIFY(accepted(play.engine().ask({.ticket = 6, .question = domain::PastSessions{.most = 50}})));
        play.pass(100ms);
        std::map<std::uint64_t, api::HistoryReport> reports;
        for (const auto &change : play.heard)
            if (const auto *report = std::get_if<api::HistoryReport>(&change))
                reports.insert_or_assign(report->ticket, *report);
        QVERIFY(reports.contains(5) && reports.contains(6));
        QCOMPARE(std::get<domain::AuditRows>(*reports.at(5).answer).entries.size(), std::size_t{50});
        QVERIFY(!std::get<domain::PastSessionRows>(*reports.at(6).answer).sessions.empty());
    }
};

QTEST_GUILESS_MAIN(SampleLibraryTest)
#include "tst_library.moc"
