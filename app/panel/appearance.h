// Role: whether the desktop wants dark or light, more contrast, and less motion. Qt 6.4 does not say, so the desktop
// portal is asked; without one the palette's lightness decides. Thread: GUI.
#pragma once

#include <QObject>
#include <QVariant>

class QDBusVariant;

namespace glovebox::panel {

class Appearance : public QObject {
    Q_OBJECT

public:
    explicit Appearance(QObject *parent = nullptr);

    bool dark() const { return m_dark; }
    bool contrast() const { return m_contrast; }
    bool still() const { return m_still; } // nothing is to move by itself

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void ask(const QString &space, const QString &key);
    void take(const QString &key, const QVariant &value);

    bool m_dark;
    bool m_contrast = false;
    bool m_still = false;
};

} // namespace glovebox::panel
