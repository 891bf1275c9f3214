#include "core/rest/session_json.h"

#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

json memoryJson(const api::MountedMemory &memory)
{
    json out{{"name", memory.name}, {"path", memory.path}, {"read_only", memory.readOnly}, {"files", memory.files}};
    if (memory.syncedAt)
        out["synced_at"] = instantText(*memory.syncedAt);
    if (!memory.problem.empty())
        out["problem"] = memory.problem;
    return out;
}

} // namespace

json toJson(const domain::ModelUsage &usage)
{
    json out{{"input_tokens", usage.inputTokens},          {"output_tokens", usage.outputTokens},
             {"cache_read_tokens", usage.cacheReadTokens}, {"cache_write_tokens", usage.cacheWriteTokens},
             {"web_searches", usage.webSearches},          {"web_fetches", usage.webFetches},
             {"active_ms", usage.active.count()}};
    if (usage.listCostCents)
        out["list_cost_cents"] = *usage.listCostCents;
    return out;
}

json toJson(const api::SessionView &session)
{
    json out{{"id", session.id.value()},
             {"environment", session.environment.value()},
             {"state", word(session.state)},
             {"since", instantText(session.since)},
             {"started_at", instantText(session.startedAt)},
             {"last_activity", instantText(session.lastActivity)},
             {"turns", session.turns},
             {"tool_calls", session.toolCalls},
             {"tool_errors", session.toolErrors},
             {"can_interrupt", session.canInterrupt},
             {"guest_runner", session.guestRunner},
             {"metadata", session.metadata}};
    for (const auto &[name, text] :
         {std::pair{"title", &session.title}, std::pair{"agent", &session.agentName},
          std::pair{"reason", &session.reason}, std::pair{"current_tool", &session.currentTool}})
        if (!text->empty())
            out[name] = *text;
    if (session.work)
        out["work"] = session.work->value();
    if (session.sandbox) {
        out["sandbox"] = session.sandbox->value();
        out["sandbox_state"] = word(session.sandboxState);
    }
    if (session.usage)
        out["usage"] = toJson(*session.usage);
    if (session.budgetCents)
        out["budget_cents"] = *session.budgetCents;
    if (!session.skills.empty())
        out["skills"] = session.skills;
    if (!session.skillProblems.empty())
        out["skill_problems"] = session.skillProblems;
    for (const auto &memory : session.memories)
        out["memories"].push_back(memoryJson(memory));
    for (const auto &thread : session.threads)
        out["threads"].push_back({{"id", thread.id.value()}, {"agent", thread.agentName}, {"ended", thread.ended}});
    if (session.problem)
        out["problem"] = toJson(*session.problem);
    return out;
}

json toJson(const api::ToolCallView &call)
{
    json out{{"id", call.id.value()},
             {"name", call.name},
             {"custom", call.custom},
             {"state", word(call.state)},
             {"summary", call.summary},
             {"input", call.input},
             {"output", call.output},
             {"asked_for_approval", call.askedForApproval},
             {"requested_at", instantText(call.requestedAt)},
             {"waited_ms", call.waited.count()},
             {"duration_ms", call.duration.count()}};
    if (call.thread)
        out["thread"] = call.thread->value();
    if (call.answer != api::AnswerState::None)
        out["answer"] = word(call.answer);
    if (!call.answerProblem.empty())
        out["answer_problem"] = call.answerProblem;
    if (!call.note.empty())
        out["note"] = call.note;
    return out;
}

json toJson(const api::OutputsView &outputs)
{
    json files = json::array();
    for (const auto &file : outputs.files)
        files.push_back(
            {{"path", file.path}, {"size_bytes", file.size.value}, {"collected_at", instantText(file.collectedAt)}});
    json out{{"files", files}, {"collecting", outputs.collecting}, {"skipped", outputs.skipped}};
    if (!outputs.folder.empty())
        out["folder"] = outputs.folder;
    if (outputs.problem)
        out["problem"] = toJson(*outputs.problem);
    return out;
}

} // namespace glovebox::rest
