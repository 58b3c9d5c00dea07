-- The lake's catalog has a database of its own, beside Airflow's.
CREATE DATABASE lake OWNER policywatch;
