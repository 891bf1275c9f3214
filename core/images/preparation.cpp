#include "core/images/preparation.h"

#include "core/base/log.h"
#include "core/base/text.h"

#include <QString>

namespace glovebox::images {

Q_LOGGING_CATEGORY(lcPreparation, "glovebox.images")

namespace {

/// Parts of old recipes and agents that nothing boots from any more.
constexpr std::chrono::hours kUnusedPartKept{7 * 24};
/// One line of a tool, as shown.
constexpr ByteCount kShownLineMax{200};

} // namespace

Preparation::Preparation(StoreOptions options, std::function<void(ports::ImageProgress)> progress,
                         Callback<HeldParts> done)
    : m_options(std::move(options)), m_progress(std::move(progress)), m_done(std::move(done)),
      m_bench(StoreFolder(m_options.folder), {m_options.aptFolder, m_options.osReleaseFile},
              [this](std::string_view line) { said(line); })
{
    m_chain = new StepChain([this](const std::string &what) { began(what); },
                            [this](Result<> result) { finish(std::move(result)); });
}

Preparation::~Preparation()
{
    if (m_chain)
        m_chain->abandon();
}

void Preparation::start()
{
    addStep({}, &Preparation::look);
    m_chain->start();
}

void Preparation::abandon()
{
    if (!std::exchange(m_done, nullptr))
        return;
    m_progress = nullptr;
    if (m_chain)
        m_chain->abandon();
    m_bench.cleanUp([this] { deleteLater(); });
}

void Preparation::addStep(std::string what, Call (Preparation::*run)(Callback<>))
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (this->*run)(std::move(done));
                  }});
}

void Preparation::addStep(std::string what, Call (Workbench::*run)(Callback<>))
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (m_bench.*run)(std::move(done));
                  }});
}

Call Preparation::look(Callback<> done)
{
    return m_bench.pool().run<FoundParts>(
        [options = m_options](const StopFlag &stop) { return findParts(options, stop); },
        [this, done = std::move(done)](Result<FoundParts> found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            m_found = std::move(*found);
            if (!m_found.complete())
                planBuild();
            else if (!m_bench.hasLock())
                addStep({}, &Preparation::tidy);
            done({});
        });
}

/// The first look goes without the lock, since nearly always everything is there. What others built while we waited
/// for the lock is found by the second.
void Preparation::planBuild()
{
    if (!m_bench.hasLock()) {
        addStep({}, &Preparation::takeLock);
        addStep({}, &Preparation::clearLeftovers);
        addStep({}, &Preparation::look);
        return;
    }
    if (!m_found.complaint.empty())
        qCWarning(lcPreparation).noquote()
            << "making a damaged part of the guest image anew:" << QString::fromStdString(m_found.complaint);
    addStep({}, &Preparation::checkHost);
    if (!m_found.kernel || !m_found.root) {
        addStep({}, &Workbench::askHostSettings);
        addStep({}, &Workbench::makeWorkspace);
    }
    if (!m_found.kernel)
        addKernelSteps();
    if (!m_found.root)
        addRootSteps();
    addStep("Making the initial RAM disk", &Preparation::buildInitrdPart);
    addStep({}, &Preparation::confirm);
}

Call Preparation::takeLock(Callback<> done)
{
    return m_bench.takeLock([this] { began("Waiting for another Glovebox that prepares the guest image"); },
                            std::move(done));
}

/// Everything is there; what a crash left is removed all the same, unless somebody builds.
Call Preparation::tidy(Callback<> done)
{
    return m_bench.pool().run<void>(
        [store = m_bench.store()](const StopFlag &) {
            if (const auto lock = store.tryLock())
                store.sweep(kUnusedPartKept);
            return Result<>();
        },
        std::move(done));
}

Call Preparation::clearLeftovers(Callback<> done)
{
    m_shown = {};
    return m_bench.pool().run<void>(
        [store = m_bench.store()](const StopFlag &) {
            store.sweep(kUnusedPartKept);
            return Result<>();
        },
        std::move(done));
}

/// What was built is read back once: a disk that lies is noticed now and not at boot.
Call Preparation::confirm(Callback<> done)
{
    return m_bench.pool().run<FoundParts>(
        [options = m_options](const StopFlag &stop) { return findParts(options, stop); },
        [this, done = std::move(done)](Result<FoundParts> found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            m_found = std::move(*found);
            if (!m_found.complete())
                return done(fail(ErrorCode::ImageBroken, "just made and already damaged: " + m_found.complaint));
            done({});
        });
}

void Preparation::began(const std::string &what)
{
    qCInfo(lcPreparation).noquote() << QString::fromStdString(what);
    m_shown.what = what;
    m_shown.line.clear();
    m_shown.step += m_bench.hasLock() ? 1 : 0;
    m_shown.steps = m_bench.hasLock() && m_chain ? m_shown.step + m_chain->shownAhead() : 0;
    if (const auto progress = m_progress)
        progress(m_shown);
}

void Preparation::said(std::string_view line)
{
    if (line.starts_with('/')) // apt's plans for dpkg, with the names of all packages
        return;
    m_shown.line = clipped(line, kShownLineMax);
    qCDebug(lcPreparation).noquote() << QString::fromStdString(m_shown.line);
    if (const auto progress = m_progress)
        progress(m_shown);
}

void Preparation::finish(Result<> result)
{
    m_bench.cleanUp([this, result = std::move(result)] {
        m_bench.letLockGo();
        deleteLater();
        auto done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        if (!result)
            return done(tl::unexpected(result.error()));
        done(HeldParts{std::move(*m_found.kernel), std::move(*m_found.root), std::move(*m_found.initrd),
                       std::move(m_found.locks)});
    });
}

} // namespace glovebox::images
