// Pages and filters: whoever reads on while events arrive sees each of them once.
#include "core/demo/event_log.h"

#include <QTest>

using namespace glovebox::demo;
using glovebox::http::Query;

class EventLogTest : public QObject {
    Q_OBJECT

    EventLog m_log;

    void append(int number, const char *type = "agent.message")
    {
        const auto at = glovebox::WallTime(std::chrono::seconds(number));
        m_log.append({{"id", "e" + std::to_string(number)}, {"type", type}, {"processed_at", isoTime(at)}});
    }
    std::string ids(const std::string &query, std::string *next = nullptr)
    {
        const auto page = m_log.list(Query::parse(query));
        if (!page)
            return "refused";
        std::string all;
        for (const auto &event : page->at("data"))
            all += event.at("id").get<std::string>() + " ";
        if (next)
            *next = page->at("next_page").is_null() ? "" : page->at("next_page").get<std::string>();
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_log = {};
        for (int i = 1; i <= 5; ++i)
            append(i, i % 2 ? "agent.message" : "agent.tool_use");
    }
    void readsPagesForwardsWhileEventsArrive();
    void readsPagesBackwardsWhileEventsArrive();
    void filtersByTypeAndTime();
    void refusesWhatItDoesNotUnderstand();
};

void EventLogTest::readsPagesForwardsWhileEventsArrive()
{
    std::string next;
    QCOMPARE(ids("limit=2", &next), std::string("e1 e2 "));
    append(6);
    QCOMPARE(ids("limit=3&page=" + next, &next), std::string("e3 e4 e5 "));
    QCOMPARE(ids("limit=3&page=" + next, &next), std::string("e6 "));
    QCOMPARE(next, std::string());
}

void EventLogTest::readsPagesBackwardsWhileEventsArrive()
{
    std::string next;
    QCOMPARE(ids("order=desc&limit=2", &next), std::string("e5 e4 "));
    append(6);
    QCOMPARE(ids("order=desc&limit=3&page=" + next, &next), std::string("e3 e2 e1 "));
    QCOMPARE(next, std::string());
}

void EventLogTest::filtersByTypeAndTime()
{
    QCOMPARE(ids("types%5B%5D=agent.tool_use"), std::string("e2 e4 "));
    std::string next;
    QCOMPARE(ids("types[]=agent.tool_use&limit=1", &next), std::string("e2 "));
    QCOMPARE(ids("types[]=agent.tool_use&limit=1&page=" + next, &next), std::string("e4 "));
    QCOMPARE(next, std::string());
    QCOMPARE(ids("created_at[gte]=1970-01-01T00:00:02Z&created_at[lt]=1970-01-01T00:00:04Z"), std::string("e2 e3 "));
    QCOMPARE(ids("created_at[gt]=1970-01-01T00:00:02.000Z&created_at[lte]=1970-01-01T00:00:04Z"),
             std::string("e3 e4 "));
}

void EventLogTest::refusesWhatItDoesNotUnderstand()
{
    for (const char *query :
         {"limit=0", "limit=1001", "limit=x", "order=up", "page=junk", "page=!!", "created_at[gt]=soon"})
        QCOMPARE(ids(query), std::string("refused"));
}

QTEST_GUILESS_MAIN(EventLogTest)
#include "tst_event_log.moc"
