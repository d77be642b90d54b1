#!/bin/sh
echo plan 0
