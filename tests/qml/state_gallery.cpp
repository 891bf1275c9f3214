#include "tests/qml/state_gallery.h"

#include "app/format/states.h"
#include "app/format/work.h"
#include "tests/support/sample_views.h"

#include <QGuiApplication>
#include <QImage>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>

#include <cstdio>
#include <memory>

using namespace glovebox;

bool drawStateGallery(const QString &folder)
{
    QVariantList states;
    const auto add = [&](const format::StateLook &look) {
        states.append(QVariantMap{{QStringLiteral("tone"), format::word(look.tone)},
                                  {QStringLiteral("symbol"), format::symbol(look.shape)},
                                  {QStringLiteral("word"), look.word}});
    };
    for (const domain::SandboxState state : domain::kSandboxStates)
        add(format::look(state));
    for (const auto request :
         {format::SandboxRequest::Pause, format::SandboxRequest::Resume, format::SandboxRequest::Destroy})
        add(format::look(request));
    for (const domain::TemplateState state : domain::kTemplateStates) {
        api::TemplateView base{.id = domain::TemplateId("tpl-1")};
        base.state = state;
        base.step = "Booting";
        add(format::look(base));
    }
    for (const api::Change &change : testing::sampleSessions())
        add(format::look(std::get<api::SessionView>(change), testing::kSampleNow));
    using enum domain::ToolCallState;
    for (const auto state : {Requested, Running, Posting, Done, TimedOut, Denied, Cancelled, NotOurs}) {
        api::ToolCallView call{.id = domain::EventId("sevt_1"), .name = "web_search"};
        call.state = state;
        add(format::look(call));
    }
    add(format::look(
        std::get<api::EnvironmentView>(testing::sampleEnvironment(api::PollState::PausedByOperator).front()),
        QTimeZone::utc()));
    for (const api::Change &change : testing::sampleWork())
        add(format::look(std::get<api::WorkView>(change)));
    for (const auto repair : {api::Repair::Stopping, api::Repair::Interrupting, api::Repair::Done,
                              api::Repair::StopFailed, api::Repair::InterruptFailed})
        add(format::look(repair));
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    QQmlComponent component(&engine, QUrl(QStringLiteral("qrc:/test/StateGallery.qml")));
    const std::unique_ptr<QObject> object(component.createWithInitialProperties({{QStringLiteral("states"), states}}));
    auto *window = qobject_cast<QQuickWindow *>(object.get());
    if (!window) {
        std::fprintf(stderr, "%s\n", qPrintable(component.errorString()));
        return false;
    }
    auto *theme = window->property("theme").value<QObject *>();
    theme->setProperty("reducedMotion", true);
    window->show();
    for (const char *scheme : {"dark", "light", "contrast-dark", "contrast-light"}) {
        const QString name = QString::fromLatin1(scheme);
        theme->setProperty("scheme", name);
        for (int turn = 0; turn < 4; ++turn)
            QGuiApplication::processEvents(QEventLoop::AllEvents, 20);
        if (!window->grabWindow().save(QStringLiteral("%1/gallery-%2.png").arg(folder, name)))
            return false;
    }
    return true;
}
