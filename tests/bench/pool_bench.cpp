#include "tests/bench/pool_bench.h"

#include "core/engine/sandbox_pool.h"
#include "core/engine/usage_book.h"

namespace bench {

namespace {

class PoolRun {
public:
    PoolRun(Rig &rig, ByteCount memory, bool warm)
        : m_rig(rig), m_warm(warm), m_usage(rig.clock(), {}, [](const domain::HistoryFact &) {}),
          m_operations({rig.clock(), [](const domain::HistoryFact &) {},
                        [](const api::Change &) {
                        }}),
          m_pool({rig.clock(), rig.hypervisor(), rig.connector(), m_usage, m_operations},
                 [this](const api::Change &change) { take(change); })
    {
        m_pool.open({.image = rig.image(),
                     .acceleration = rig.acceleration(),
                     .size = rig.spec(memory).size,
                     .capacity = 1,
                     .warm = warm ? 1 : 0});
    }

    void one(int number, std::vector<double> &ready, std::vector<double> &answered)
    {
        if (m_warm)
            waitUntil([this] { return m_warmNow > 0; });
        Watch watch;
        bool done = false;
        Call call;
        const domain::SessionId session("sesn_bench_" + std::to_string(number));
        engine::Tenant tenant{.ready =
                                  [&](ports::GuestLink &link) {
                                      ready.push_back(watch.lap());
                                      call = link.runTool({domain::EventId("sevt_" + std::to_string(number)),
                                                           "bash",
                                                           {{"command", "true"}},
                                                           std::chrono::minutes(1),
                                                           {},
                                                           {}},
                                                          {{}, [&](Result<domain::ToolResult> result) {
                                                               if (!result || result->isError)
                                                                   giveUp("a sandbox did not answer");
                                                               done = true;
                                                               m_loop.quit();
                                                           }});
                                  },
                              .lost = [](const Error &why) { giveUp("a sandbox: " + describe(why)); },
                              .changed =
                                  [] {
                                  }};
        const auto sandbox = m_pool.acquire(session, {}, std::move(tenant));
        if (!sandbox)
            giveUp("a sandbox: " + describe(sandbox.error()));
        waitUntil([&] { return done; });
        answered.push_back(ready.back() + watch.lap());
        call = {};
        m_pool.release(*sandbox);
        m_pool.destroy(*sandbox, {ErrorCode::Cancelled, "measured"});
        waitUntil([this] { return m_pool.slotsUsed() == 0; });
    }

private:
    void take(const api::Change &change)
    {
        if (const auto *base = std::get_if<api::TemplateView>(&change))
            m_warmNow = base->warm;
        m_loop.quit();
    }

    template <class Condition>
    void waitUntil(Condition holds)
    {
        QTimer::singleShot(kAnswerWithinMs, &m_loop, [] { giveUp("the pool: no answer"); });
        while (!holds())
            m_loop.exec();
    }

    Rig &m_rig;
    bool m_warm;
    int m_warmNow = 0;
    QEventLoop m_loop;
    engine::UsageBook m_usage;
    engine::OperationsBook m_operations;
    engine::SandboxPool m_pool;
};

} // namespace

FromPool createFromPool(Rig &rig, ByteCount memory, bool warm, int rounds)
{
    FromPool found;
    std::vector<double> ready;
    {
        PoolRun run(rig, memory, warm);
        std::vector<double> first;
        run.one(0, first, first); // the template is built by the first
        for (int round = 1; round <= rounds; ++round)
            run.one(round, ready, found.total);
    }
    std::vector<double> command;
    for (std::size_t i = 0; i < ready.size(); ++i)
        command.push_back(found.total[i] - ready[i]);
    const auto median = [](std::vector<double> samples) {
        return SandboxRow{"", "ms", std::move(samples), {}, {}}.median();
    };
    found.phases = {{"until its agent is greeted", median(ready)}, {"its first command", median(command)}};
    return found;
}

} // namespace bench
