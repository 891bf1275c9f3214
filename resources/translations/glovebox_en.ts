<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>glovebox::models::EnvironmentsModel</name>
    <message numerus="yes">
        <source>Environment %1, %2, %n work items held</source>
        <translation>
            <numerusform>Environment %1, %2, %n work item held</numerusform>
            <numerusform>Environment %1, %2, %n work items held</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>glovebox::models::SessionsModel</name>
    <message numerus="yes">
        <source>Session %1, %2, %n tool calls</source>
        <translation>
            <numerusform>Session %1, %2, %n tool call</numerusform>
            <numerusform>Session %1, %2, %n tool calls</numerusform>
        </translation>
    </message>
</context>
</TS>
