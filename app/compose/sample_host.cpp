#include "app/compose/sample_host.h"

#include "app/compose/no_engine.h"
#include "app/compose/template_texts.h"
#include "app/sample/sample_engine.h"
#include "core/ledger/ledger_store.h"
#include "core/system/paths.h"
#include "core/system/real_clock.h"

#include <QTimer>

#include <utility>

namespace glovebox::compose {

namespace {

/// Ten steps a second and a few more look alive, and one of them is not felt.
constexpr std::chrono::milliseconds kSampleTick{50};

Result<domain::TemplateDefinition> definitionOf(const std::string &text)
{
    auto read = readDefinition(text);
    if (!read.definition)
        return fail(ErrorCode::InvalidArgument, domain::textOf(read.mistakes));
    return *std::move(read.definition);
}

} // namespace

/// What lives on the engine's thread.
class SampleWorker : public QObject {
public:
    SampleWorker(SampleSetup setup, api::Observer observer) : m_setup(std::move(setup)), m_observer(std::move(observer))
    {
        if (!m_setup.now)
            m_setup.now = [] {
                return system::RealClock().wallNow();
            };
    }

    void begin()
    {
        const auto paths = system::Paths::create(m_setup.dataDir);
        if (!paths)
            return failed(paths.error());
        m_open = ledger::openLedger({.path = paths->data() + "/ledger.db"},
                                    [this](Result<std::unique_ptr<ports::Ledger>> ledger) {
                                        if (!ledger)
                                            return failed(ledger.error());
                                        m_ledger = *std::move(ledger);
                                        play();
                                    });
    }

    void run(EngineHost::Job job)
    {
        if (m_engine) {
            m_engine->tick(m_setup.now());
            job(*m_engine);
        } else if (m_problem) {
            job(m_none);
        } else {
            m_waiting.push_back(std::move(job));
        }
    }

private:
    void play()
    {
        sample::SampleOutlets outlets{.observer =
                                          [this](api::Change change) {
                                              if (auto *line = std::get_if<LogLine>(&change))
                                                  LogHub::instance().write(std::move(*line));
                                              else
                                                  m_observer(std::move(change));
                                          },
                                      .console = m_setup.console,
                                      .readTemplate = definitionOf};
        m_engine =
            std::make_unique<sample::SampleEngine>(m_setup.options, m_setup.now(), std::move(outlets), *m_ledger);
        m_timer = new QTimer(this);
        connect(m_timer, &QTimer::timeout, this, [this] { m_engine->tick(m_setup.now()); });
        m_timer->start(kSampleTick);
        for (auto &job : std::exchange(m_waiting, {}))
            run(std::move(job));
    }

    void failed(const Error &why)
    {
        m_problem = why;
        m_observer(api::HostView{.generation = 1, .phase = api::EnginePhase::Failed, .problem = why});
        for (auto &job : std::exchange(m_waiting, {}))
            run(std::move(job));
    }

    SampleSetup m_setup;
    api::Observer m_observer;
    std::unique_ptr<ports::Ledger> m_ledger; // outlives the engine
    std::unique_ptr<sample::SampleEngine> m_engine;
    QTimer *m_timer = nullptr;
    std::vector<EngineHost::Job> m_waiting;
    std::optional<Error> m_problem;
    Call m_open;
    NoEngine m_none{[this] { return api::Verdict::denied(describe(*m_problem)); },
                    [this] {
                        return describe(*m_problem);
                    }};
};

SampleHost::SampleHost(SampleSetup setup, api::Observer observer)
    : m_worker(new SampleWorker(std::move(setup), std::move(observer)))
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->begin(); }, Qt::QueuedConnection);
}

SampleHost::~SampleHost()
{
    QMetaObject::invokeMethod(
        m_worker, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void SampleHost::post(EngineHost::Job job)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, job = std::move(job)]() mutable { worker->run(std::move(job)); },
        Qt::QueuedConnection);
}

} // namespace glovebox::compose
