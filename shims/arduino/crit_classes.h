/* The Arduino core's classes, as far as sketches use them. Included by Arduino.h for C++ only. */
#ifndef CRIT_SHIM_ARDUINO_CLASSES_H
#define CRIT_SHIM_ARDUINO_CLASSES_H

#ifdef __cplusplus
#include <stddef.h>
#include <stdint.h>

extern "C++" {

#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2

class __FlashStringHelper;
#define F(text) (reinterpret_cast<const __FlashStringHelper *>(text))

class String
{
    char *crit_shim_text;
    unsigned int crit_shim_length;

public:
    String(const char *text = "");
    String(const __FlashStringHelper *text);
    String(const String &other);
    explicit String(char c);
    explicit String(int value, unsigned char base = 10);
    explicit String(unsigned int value, unsigned char base = 10);
    explicit String(long value, unsigned char base = 10);
    explicit String(unsigned long value, unsigned char base = 10);
    explicit String(double value, unsigned char places = 2);
    ~String();
    String &operator=(const String &other);
    String &operator=(const char *text);
    String &operator+=(const String &other);
    String &operator+=(const char *text);
    String &operator+=(char c);
    String &operator+=(int value);
    unsigned int length() const;
    const char *c_str() const;
    char charAt(unsigned int i) const;
    char operator[](unsigned int i) const;
    char &operator[](unsigned int i);
    bool operator==(const String &other) const;
    bool operator==(const char *text) const;
    bool operator!=(const String &other) const;
    bool equals(const String &other) const;
    bool startsWith(const String &prefix) const;
    bool endsWith(const String &suffix) const;
    int indexOf(char c, unsigned int from = 0) const;
    int indexOf(const String &text, unsigned int from = 0) const;
    String substring(unsigned int from, unsigned int to = ~0u) const;
    void trim();
    void toUpperCase();
    void toLowerCase();
    long toInt() const;
    float toFloat() const;
    unsigned char reserve(unsigned int size);
};
String operator+(const String &a, const String &b);

class Print
{
public:
    virtual size_t write(uint8_t byte);
    virtual size_t write(const uint8_t *data, size_t size);
    size_t write(const char *text);
    template <class T> size_t print(const T &value, int base = DEC);
    template <class T> size_t println(const T &value, int base = DEC);
    size_t print(const char *text);
    size_t println(const char *text);
    size_t println();
    int printf(const char *format, ...);
    virtual void flush();
};

class Stream : public Print
{
public:
    virtual int available();
    virtual int read();
    virtual int peek();
    void setTimeout(unsigned long ms);
    long parseInt();
    float parseFloat();
    String readString();
    String readStringUntil(char end);
    size_t readBytes(char *data, size_t size);
    size_t readBytesUntil(char end, char *data, size_t size);
};

class HardwareSerial : public Stream
{
public:
    void begin(unsigned long baud, uint8_t config = 0);
    void end();
    int availableForWrite();
    operator bool() const;
};
extern HardwareSerial Serial, Serial1, Serial2, Serial3;

long random(long high);
long random(long low, long high);
void randomSeed(unsigned long seed);
}
#endif

#endif
