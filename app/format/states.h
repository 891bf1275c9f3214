// Role: every state as a word, a tone and a shape. This is the one table from which the window draws chips and the
// terminal prints words; the tone becomes a colour in qml/theme, the shape a symbol of resources/icons. Words are those
// of the design (sandbox, session, environment, tool call). Pure.
#pragma once

#include "core/api/views.h"

#include <QString>
#include <QTimeZone>

namespace glovebox::format {

/// The six state colours. Colour is the third cue: shape and word come first.
enum class Tone { Live, Progress, Attention, Failed, Parked, Neutral };

/// Symbols on a 16 px grid that can be told apart without colour.
enum class Shape {
    Disc,       // filled circle
    DiscInRing, // filled circle in a ring
    Circle,     // hollow circle
    Clock,
    ClockBox,    // clock with a box
    Arc,         // three-quarter arc
    ArcSlash,    // arc over a slash
    ArcBack,     // arc with an arrow back
    ArcBars,     // arc over two bars
    ArcCrescent, // arc over a crescent
    ArcPlay,     // arc with a triangle that points on
    Bars,        // two bars
    Crescent,
    Diamond,        // filled
    DiamondPin,     // with a pin
    Square,         // hollow square
    OctagonCross,   // cross in an octagon
    CircleSlash,    // circle with a slash
    DashedQuestion, // dashed circle with "?"
    TriangleBang,   // triangle with "!"
    TriangleGear,   // triangle with a gear
    TriangleDollar, // triangle with "$"
    Check,
    CheckCircle, // check in a circle
    Hand,
    ClockCross, // clock with a cross
    Cloud,      // happens at the service
};

struct StateLook {
    QString word;
    Tone tone = Tone::Neutral;
    Shape shape = Shape::DashedQuestion;

    friend bool operator==(const StateLook &, const StateLook &) = default;
};

StateLook look(const api::SandboxView &sandbox);
/// Of a sandbox of which only the state is known, as a session shows it.
StateLook look(domain::SandboxState state);
StateLook look(const api::TemplateView &base);
StateLook look(const api::SnapshotView &snapshot);
/// One that is ready and was found to be damaged is not ready.
StateLook look(const api::ImageView &image);
StateLook look(const api::DefinedTemplateView &made);
StateLook look(const api::SeedView &seeding);
/// What an operator asked of a sandbox and the engine has not confirmed: its words end with "…".
enum class SandboxRequest { None, Pause, Resume, Hibernate, Destroy };
StateLook look(SandboxRequest request);
/// Waiting for a sandbox becomes something to look at after a minute, hence `now`.
StateLook look(const api::SessionView &session, WallTime now);
StateLook look(const api::ToolCallView &call);
/// Of a call that waits for approval: how far an answer is. `sending` and `failed` also hold what the window knows
/// before the engine's view does.
StateLook lookOfAnswer(const api::ToolCallView &call, bool sending, bool failed);
StateLook look(const api::EnvironmentView &environment, const QTimeZone &zone);
StateLook look(api::EnginePhase phase);

/// "KVM on", "Emulated", "Acceleration not probed yet".
QString accelerationWord(const api::HostView &host);

/// File stem below resources/icons/state: "octagon-cross".
QString symbol(Shape shape);
/// "live", "progress", "attention", "failed", "parked", "neutral".
QString word(Tone tone);

} // namespace glovebox::format
