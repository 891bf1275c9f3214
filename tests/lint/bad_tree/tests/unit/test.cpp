void test()
{
    QTest::qWait(10);
    QTest::qWaitFor(condition);
    QSKIP("later");
    QThread::msleep(5);
}
